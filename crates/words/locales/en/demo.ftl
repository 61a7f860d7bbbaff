### What the demonstration (`sekisho demo`) prints. count, of, row, passed, persons, at-least are numbers

demo-table = Accidents replayed
demo-stopped = stopped
demo-not-stopped = NOT STOPPED
demo-evidence = evidence #{ $number }

demo-what-ticket-shift = A bulk mail to { $count } ticket holders; the addresses of the send data slid by one row from row { $row } on
demo-what-ticket-shift-outside = The same { $count } mails, sent by an outside mail-merge tool through the gate
demo-what-list-attached = The list of { $count } registrants, attached to a mail to all of them
demo-what-wrong-list = { $count } of { $of } customers with somebody else's gift code in the vendor's list
demo-what-to-not-bcc = { $count } addresses in To
demo-what-list-drift = An outside address on an internal mailing list

demo-by-ticket-shift-outside = Held from mail { $row } on: { $count } mails name another person than their recipient; only the { $passed } right ones left
demo-by-wrong-list = Two lists, made independently ({ $level }), differ in { $count } rows: not approved until they are explained
demo-by-to-not-bcc = Individualised: { $count } mails, each shows its own recipient's address only
demo-by-held = Held for approval: { $findings }
demo-by-passed = Passed

demo-persons = { $at-least } to { $persons } persons: { $kinds }
    .same = { $persons } persons: { $kinds }

demo-console = Console
demo-mailboxes = Mailboxes
demo-doors = SMTP
demo-configuration = Configuration
demo-verify = Verify the evidence
demo-accounts = Accounts (one password for all)
demo-end = To end: Ctrl-C. The folder { $folder } goes away with it
demo-ended = The folder { $folder } is gone (--once)
