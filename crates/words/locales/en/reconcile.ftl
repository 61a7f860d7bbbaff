### Two lists compared (`sekisho reconcile`). Of the values, count, rows, found, expected, limit, by, first and last of shifts are numbers

## Tables
reconcile-source = { $which }  { $file }: { $rows } rows, { $charset }
reconcile-which-a = A
reconcile-which-b = B
reconcile-which-master = Master
reconcile-digest = SHA-256 { $digest }
reconcile-query-digest = query SHA-256 { $digest }
reconcile-compared = Key: { $key }. Compared: { $columns }
reconcile-compared-none = nothing but the key

## How independently the lists were made
reconcile-level-L0 = Independence L0: the same file twice. That they agree says nothing.
reconcile-level-L1 = Independence L1: a slip of one person is in both lists.
reconcile-level-L2 = Independence L2: different authors, the same system. What is wrong in the system is in both.
reconcile-level-L3 = Independence L3: different authors and different systems.
reconcile-lack-same-author = The same person made A and B.
reconcile-lack-no-author-of-a = It is not declared who made A (--author-a).
reconcile-lack-no-author-of-b = It is not declared who made B (--author-b).
reconcile-lack-no-author = It is not declared who made A and B (--author-a, --author-b).

## Classes
reconcile-class-identical = identical
reconcile-class-changed = changed
reconcile-class-only-a = only in A
reconcile-class-only-b = only in B
reconcile-class-duplicate-key = duplicate key
reconcile-class-null-key = empty key
reconcile-class-duplicate-address = duplicate address
reconcile-class-no-address = no address
reconcile-class-foreign = not in the master
reconcile-class-foreign-address = address of nobody in the master
reconcile-class-misbound = address is not that of the person
reconcile-class-master-key = duplicate or empty key in the master
reconcile-count = { $class }: { $count }
reconcile-count-both = { $class }: A { $a }, B { $b }
reconcile-changed-columns = of these { $count } in { $columns }

## What happened to a column
reconcile-shift-head = { $which }: { $count ->
        [one] one row does
       *[other] { $count } rows do
    } not have the right address, but that of somebody else, of nobody, or none.
reconcile-shift-cut = Only the first { $count } were looked at for a pattern.
reconcile-shift-distances = Where the owner of each such address stands, in rows (-1: the row above): { $list }
reconcile-shift-late = Rows { $first }–{ $last }: the address column is { $by ->
        [one] 1 row
       *[other] { $by } rows
    } late; each row has the address of the person { $by ->
        [one] one row
       *[other] { $by } rows
    } above ({ $rows } rows).
reconcile-shift-early = Rows { $first }–{ $last }: the address column is { $by ->
        [one] 1 row
       *[other] { $by } rows
    } early; each row has the address of the person { $by ->
        [one] one row
       *[other] { $by } rows
    } below ({ $rows } rows).
reconcile-shift-filled-down = Rows { $first }–{ $last } repeat the address of the row above them (filled down).
reconcile-shift-in-view-late = Rows { $first }–{ $last }, only some of them, as in a filtered view: among the { $rows } that are wrong, each has the address of the person { $by ->
        [one] one row
       *[other] { $by } rows
    } above in that view; the address column is late.
reconcile-shift-in-view-early = Rows { $first }–{ $last }, only some of them, as in a filtered view: among the { $rows } that are wrong, each has the address of the person { $by ->
        [one] one row
       *[other] { $by } rows
    } below in that view; the address column is early.
reconcile-shift-exchanged = Rows { $first }–{ $last }: { $rows } of them have each other's addresses, two by two.
reconcile-shift-sorted-alone = The address column was sorted without the others in rows { $first }–{ $last }: { $rows } rows are wrong.
reconcile-shift-foreign-list = Rows { $first }–{ $last } have addresses of another list: { $rows } addresses belong to nobody here.
reconcile-shift-swapped = The columns { $one } and { $other } stand in each other's place in { $rows } rows.
reconcile-shift-scattered = { $rows ->
        [one] One row is
       *[other] { $rows } rows are
    } wrong without a pattern.

## Names and addresses, without a master
reconcile-binding-bound = Names and addresses fit together: { $bound } of { $told } rows that say something.
reconcile-binding-late = From row { $first } to { $last } the names fit the addresses { $by ->
        [one] 1 row
       *[other] { $by } rows
    } below them ({ $there } of { $told } rows, { $here } as they stand): the address column is late.
reconcile-binding-early = From row { $first } to { $last } the names fit the addresses { $by ->
        [one] 1 row
       *[other] { $by } rows
    } above them ({ $there } of { $told } rows, { $here } as they stand): the address column is early.
reconcile-binding-loose = Names and addresses do not fit, and no shift explains it: { $bound } of { $told } rows.
reconcile-binding-repeated = Rows { $first }–{ $last } repeat the address of the row above them (filled down).
reconcile-binding-cannot-tell = Whether names and addresses fit cannot be told without a master: of { $rows } rows, { $told } have a name in their address, and in { $apart } it is not that of the rows next to it as well.
reconcile-binding-power = A shift of { $least } rows or more, by up to { $reach ->
        [one] 1 row
       *[other] { $reach } rows
    }, would have been seen.

## What is odd
reconcile-warning-hidden-sheets = { $file }: hidden sheets are not read: { $sheets }
reconcile-warning-hidden-rows = { $file }: { $count ->
        [one] one hidden row is
       *[other] { $count } hidden rows are
    } read like the others
reconcile-warning-hidden-columns = { $file }: { $count ->
        [one] one hidden column is
       *[other] { $count } hidden columns are
    } read like the others
reconcile-warning-filtered = { $file }: the sheet has a filter; filtered rows are read like the others
reconcile-warning-sorted = { $file }: the sheet was sorted; look whether all columns were
reconcile-warning-formulas = { $file }: { $count ->
        [one] one cell has a formula; its
       *[other] { $count } cells have formulas; their
    } last stored result is compared
reconcile-warning-uncomputed = { $file }: { $count ->
        [one] one cell has a formula
       *[other] { $count } cells have formulas
    } that no program has computed; read as empty
reconcile-warning-merged-cells = { $file }: { $count ->
        [one] one area of merged cells
       *[other] { $count } areas of merged cells
    }; only the first cell of each has its value, the others are empty
reconcile-warning-error-cells = { $file }: { $count ->
        [one] one cell shows
       *[other] { $count } cells show
    } an error of the spreadsheet
reconcile-warning-mixed-cells = { $file }: numbers and texts in one column, so leading zeros may be lost: { $columns }
reconcile-warning-not-compared = { $file }: not compared: { $columns }
reconcile-warning-unread-values = { $file }: { $count ->
        [one] one value of { $column } could
       *[other] { $count } values of { $column } could
    } not be normalised and only equal themselves
reconcile-warning-unordered-query = { $file }: the query has no order, so numbers of rows mean nothing

## Waivers
reconcile-waiver-used = Explained: { $class }, { $count }: { $reason } ({ $approver })
reconcile-waiver-void = Waiver not used: { $class }, { $count } ({ $approver }): { $why }
reconcile-void-count = there are not exactly so many
reconcile-void-own-list = its approver made one of the lists
reconcile-void-twice = there are several for this class

## Result
reconcile-second-agrees = Second method ({ $engine }): comes to the same.
reconcile-second-off = Second method: not run.
reconcile-clean = Everything agrees.
reconcile-explained = Everything is identical or explained.
reconcile-unexplained = Not explained: { $classes }.
reconcile-fit = Fit for an approval: two authors, two methods, nothing unexplained.
reconcile-unfit = Not enough for an approval: { $why }.
reconcile-unfit-unexplained = rows that nobody explained
reconcile-unfit-not-bound = names and addresses that do not belong together, or cannot be told to
reconcile-unfit-one-author = two authors are not declared
reconcile-unfit-same-file = both lists are one file
reconcile-unfit-one-method = the second method did not run
reconcile-unfit-one-list = there is only one list
reconcile-elapsed = Took { $seconds } s
reconcile-report-written = The differences are in { $file }; it has personal data.
reconcile-more = Only the first of each class are listed.

## The workbook
reconcile-book-summary = Summary
reconcile-book-differences = Differences
reconcile-book-class = class
reconcile-book-row-a = row of A
reconcile-book-line-a = line of A
reconcile-book-row-b = row of B
reconcile-book-line-b = line of B
reconcile-book-key = key
reconcile-book-column = column
reconcile-book-value-a = value in A
reconcile-book-value-b = value in B

## Errors: what is wrong, and what to do
reconcile-error-head = cannot compare
reconcile-error-io = the file cannot be read: { $why }
reconcile-help-io = check the path and its permissions
reconcile-error-spill = a temporary file cannot be written: { $why }
reconcile-help-spill = make room in the folder for temporary files, or name another one in TMPDIR
reconcile-error-limit = over the limit: { $what }, at most { $limit }
reconcile-help-limit = look whether a quote is missing; if the data is right, split it
reconcile-error-empty = the table is empty
reconcile-help-empty = it needs at least a row with the names of its columns
reconcile-error-no-rows = the table has names of columns, but no row
reconcile-help-no-rows = look whether the extract ran, and whether this is the right file: lists without rows say nothing
reconcile-error-unknown-charset = { $label } is no charset that is read here
reconcile-help-unknown-charset = known: utf-8, utf-16le, utf-16be, cp932 (shift_jis), euc-jp, iso-2022-jp
reconcile-error-undecodable = this is not { $charset }
reconcile-help-undecodable = save the file again in one charset, or declare the right one (--charset)
reconcile-error-no-charset = no charset fits; tried (and the line where it stopped): { $tried }
reconcile-help-no-charset = save the file again as UTF-8
reconcile-error-ambiguous-charset = { $first } and { $second } both fit, and give different texts; nothing is guessed
reconcile-help-ambiguous-charset = declare it: --charset { $first } for all tables, or --charset-a, --charset-b, --charset-master for one
reconcile-error-nul = a NUL character: this is no text, or UTF-16 without a mark
reconcile-help-nul = declare --charset utf-16le or utf-16be, or save the file again as UTF-8
reconcile-error-ambiguous-delimiter = it is not clear what separates the cells
reconcile-help-ambiguous-delimiter = declare it, for example --delimiter ";"
reconcile-error-ragged = the row has { $found } cells, but there are { $expected } columns
reconcile-help-ragged = look for a delimiter inside a cell that has no quotes, or for a cell that is missing: behind it everything would stand in the wrong column
reconcile-error-open-quote = a quote is opened here and never closed
reconcile-help-open-quote = close it, write a quote inside a cell twice (""), or declare that quotes mean nothing (quotes = false in a source file)
reconcile-error-stray-quote = a quote in the wrong place
reconcile-help-stray-quote = put the whole cell into quotes and write quotes inside it twice (""), or declare that quotes mean nothing (quotes = false in a source file)
reconcile-error-bare-return = a carriage return that ends no line
reconcile-help-bare-return = save the file again with line ends CRLF or LF
reconcile-error-no-column = there is no column { $column }
reconcile-help-no-column = check the names in the first row
reconcile-help-no-column-near = check the names in the first row; the nearest is { $nearest }
reconcile-error-two-columns = columns { $first } and { $second } are both called { $column }
reconcile-help-two-columns = give each column its own name, or leave it out with --ignore
reconcile-error-two-uses = the column { $column } is named by { $one } and by { $other }
reconcile-help-two-uses = name each column for one thing
reconcile-error-nothing-to-compare = the two tables have no column in common besides the key
reconcile-help-nothing-to-compare = name the pairs with --map A=B
reconcile-error-no-key = no key is declared
reconcile-help-no-key = name the column that says who a row is: --key ID, or --key A=B when the names differ
reconcile-error-unknown-step = { $step } is no way to normalise
reconcile-help-unknown-step = known: trim, spaces, nfkc, width, lower, katakana, phone, postal, mail, date
reconcile-error-book = the workbook cannot be read: { $why }
reconcile-help-book = open it in the program that made it and save it again as xlsx, or as CSV
reconcile-error-columnar = the Parquet file cannot be read: { $why }
reconcile-help-columnar = write it again with columns of texts, numbers and days, or as CSV
reconcile-error-sheet = name one of its sheets: { $sheets }
reconcile-help-sheet = declare it with --sheet
reconcile-error-unknown-engine = { $engine } is no second method
reconcile-help-unknown-engine = there are: sqlite, datafusion, ballista=df://HOST:PORT
reconcile-error-not-built = this program was built without { $engine }
reconcile-help-not-built = build it with "cargo build --release -p sekisho --features { $engine }", or take sqlite, which is always there
reconcile-error-database = the database says: { $why }
reconcile-help-database = check the query, the address and the rights of the account
reconcile-error-description = { $why }
reconcile-help-description = docs/reconcile.md shows how it is written
reconcile-error-changed = the file changed while it was compared
reconcile-help-changed = wait until nobody writes to it, and compare again
reconcile-error-conservation = rows were lost or doubled in the stage { $stage }: a defect of this program or machine. Nothing is approved
reconcile-help-conservation = do not use any of these lists; report it
reconcile-error-disagree = the two methods disagree about { $class }: { $first } and { $second }. Nothing is approved
reconcile-help-disagree = do not use any of these lists; report it
reconcile-report-there = { $file } is there already: nothing is overwritten, choose another name
