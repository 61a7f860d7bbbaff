### Notices by mail. The attribute .subject is the subject

## Common

notice-no-subject = (no subject)
notice-fact-subject = Subject: { $subject }
notice-fact-sender = From: { $sender }
notice-fact-at = Accepted: { $at }
notice-fact-sent = Sent: { $at }
notice-fact-recipients = Recipients: { $count }
    .domains = Recipients: { $count } (outside: { $domains })
notice-fact-until = Waits until: { $until }
notice-reasons = What has to be looked at:
notice-item = - { $text }
notice-more = - and { $count } more
notice-personal = This address is yours alone and works for one decision. Do not forward it.
notice-foot =
    This mail was written automatically by Sekisho, the checkpoint for outgoing mail.
    Replies are not read.
notice-foot-outside =
    This mail was written automatically by the mail checkpoint of { $house }.
    Replies are not read.

## Asking for a self-review

notice-review =
    The following letter is held because it needs a self-review.
    It does not leave before it is reviewed.
    .subject = [Review] Please check before it leaves: { $subject }
    .subject-reminder = [Review, reminder] Still to be checked: { $subject }
    .reminder = Nobody has reviewed it yet, so we ask again.
    .act = Check recipients and contents on the following page, then release or discard it.
    .close = If nobody reviews it in time, it is not sent and goes back to its sender.

## Asking for an approval

notice-approve =
    The following letter is held because it needs supervisor approval.
    It does not leave before it is approved.
    .subject = [Approval] Please approve: { $subject }
    .subject-reminder = [Approval, reminder] Still to be approved: { $subject }
    .reminder = Nobody has approved it yet, so we ask again.
    .deputy = As no approver has acted yet, deputies are asked, too.
    .act = Check recipients, reasons and contents on the following page, then approve it or send it back.
    .close = If nobody approves it in time, it is not sent and goes back to its sender.

## Refused

notice-refused =
    The following letter was refused by a rule and was not sent.
    The recipients below did not get it.
    .subject = [Refused] Not sent: { $subject }
    .why = Reason: { $why }
    .close =
        Correct contents or recipients and send it again if it is still needed.
        When in doubt, ask your administrator.

## Returned

notice-returned =
    The following letter was not sent and comes back to you.
    The recipients below did not get it.
    .subject = [Returned] Not sent: { $subject }
    .why = Reason: { $why }
    .comment = The approver writes:
    .close = If it is still needed, check contents and recipients and send it again.

## A recipient inside may stop it

notice-may-stop =
    You are a recipient of the following mail. It has not been sent to its recipients outside yet.
    If you notice a mistake in its recipients or contents, you can stop the copies to outside.
    .subject = [For your information] Not sent outside yet: { $subject }
    .act = Only if something is wrong, stop the copies to outside on this page.
    .close = If nothing is wrong, there is nothing to do. It is sent outside when its wait is over or its checks are done.

## Stopped

notice-stopped =
    { $by } stopped and discarded the following letter.
    The recipients below did not get it.
    .subject = [Discarded] Stopped: { $subject }
    .comment = Message from the person who stopped it:
    .part = { $by } stopped the following mail for all recipients it had not been sent to yet.
    .reached = Recipients who have it already, or may have:
    .reached-do = Ask them to delete it where that is needed, and tell your supervisor and the privacy officer.
    .close = If you did not expect this, ask that person or your administrator.

## Delivery report

notice-failed = Your letter did not reach some or all of its recipients.
    .unknown-only = For some recipients nobody knows whether your letter arrived.
    .subject = [Undelivered] Some recipients did not get your letter
    .subject-unknown = [Check] Nobody knows whether some recipients got your letter
    .refused = Recipients who did not get it:
    .reply = The other server said: { $reply }
    .no-reply = The other server did not answer.
    .unknown = Recipients of whom nobody knows:
    .unknown-explained =
        For these recipients the connection was lost just after the letter was handed over, so it may or may not have arrived.
        It is not sent again by itself, so that nobody gets it twice. Ask the recipient, and send it again only if it did not arrive.
    .close = Please check the addresses of those who did not get it.

## Recipients of whom no report will come

notice-relayed = Your letter was handed to the next mail server for these recipients.
    .subject = [Relayed] No delivery report will come for some recipients
    .handed-over = Recipients the next server took:
    .close =
        You asked for a report when your letter is delivered, but that server does not send such reports.
        Whether it arrived will not be reported from here on.

## Delayed delivery

notice-delayed = Your mail has not reached the following recipients yet. It is still being sent by itself.
    .subject = [For your information] The delivery of a mail is delayed
    .late = Recipients who do not have it yet:
    .until = It is tried until { $until }; if it fails you will be told again.
    .close = There is no need to send the same mail again. If it is urgent, use another way, such as the telephone.

## Password of an encrypted attachment

notice-password = The attachments of the following letter were sent encrypted.
    .subject = [Password] Password of the attachments: { $subject }
    .file = File: { $file }
    .password = Password: { $password }
    .close =
        Make sure once more that the recipients are right, then pass the password on by another way, for example by telephone.
        If you mail it to the same address and that address is wrong, the attachments are open, too.

notice-password-later = Here is the password for the attachments of a mail you received earlier.
    .subject = Password of the attachments: { $subject }
    .close = If you did not expect this, do not open the attachments and tell the sender.

## Download of an attachment

transform-link =
    Please download the attachments from the following page.
    { $url }
    Files: { $files }
    Until: { $until }
    You need a one-time code, which is sent to the address that received this mail.

notice-link-code = This is your one-time code for downloading files from { $house }.
    .subject = One-time code for your download ({ $house })
    .code = Code: { $code }
    .minutes = Valid for { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }, once
    .act = Enter it on the download page.
    .close =
        If you did not ask for it, delete this mail.
        Nobody will ever ask you for this code by telephone or mail.

## Account

notice-invitation =
    { $name },

    an account has been made for you at the mail checkpoint of { $house }.
    .subject = [Set up] Your account ({ $house })
    .login = Login name: { $login }
    .act = Set your password on the following page.
    .until = Valid until: { $until }
    .personal = This address is yours alone and works once. Do not forward it.

## Campaigns

notice-campaign-page = You will be asked to sign in. Looking at the page does nothing.
notice-campaign-fact = Campaign: { $campaign }
    .by = By: { $by }
    .letters = Letters: { $count }
    .why = Why: { $why }
    .accepted = Taken by the next mail server: { $count }
    .failed = Failed: { $count }
    .unknown = Nobody knows: { $count }

notice-campaign-proposed = A campaign waits for your approval. Nothing of it is sent before.
    .subject = [Approval wanted] Campaign { $subject }
    .act = Look at what was compared, what was found and at some letters, then approve it or give it back:

notice-campaign-approved = The campaign is approved. Nothing is sent yet: it waits for its release.
    .subject = [Approved] Campaign { $subject }
    .act = Somebody who did not approve it can release it on this page:

notice-campaign-sent-back = The campaign was not approved; it was given back to its makers. Nothing was sent.
    .subject = [Not approved] Campaign { $subject }
    .act = Why, and what to mend, is on this page:

notice-campaign-paused = The campaign rests. Nothing of it leaves until somebody resumes it.
    .subject = [Paused] Campaign { $subject }
    .act = Look at why, then resume or stop it on this page:

notice-campaign-asked = The first letters of the campaign are out. The rest waits until somebody decides.
    .subject = [Decision wanted] Campaign { $subject }
    .act = Look at the rows that went ahead, then let the rest go or stop it on this page:

notice-campaign-stopped = The campaign was stopped. Whatever had not left will not leave.
    .subject = [Stopped] Campaign { $subject }
    .act = Which letters had left is on this page:

notice-campaign-ended = Every row of the campaign has come to an end.
    .subject = [Done] Campaign { $subject }
    .act = What became of each row is on this page:

## Names of notices in the evidence

notice-name-review = review wanted
notice-name-approve = approval wanted
notice-name-refused = refused
notice-name-returned = returned
notice-name-may-stop = Not sent outside yet
notice-name-stopped = discarded
notice-name-delayed = Delivery delayed
notice-name-failed = undelivered
notice-name-relayed = relay report
notice-name-password = password
notice-name-password-later = password to recipients
notice-name-link-code = one-time code
notice-name-invitation = account
notice-name-campaign-proposed = campaign: approval wanted
notice-name-campaign-approved = campaign: approved
notice-name-campaign-sent-back = campaign: given back
notice-name-campaign-paused = campaign: paused
notice-name-campaign-asked = campaign: decision wanted
notice-name-campaign-stopped = campaign: stopped
notice-name-campaign-ended = campaign: done
