### 二つの名簿の突合(`sekisho reconcile`)。値のうち count, rows, found, expected, limit, by とズレの first, last は数

## 表
reconcile-source = { $which }  { $file }: { $rows }行、{ $charset }
reconcile-which-a = A
reconcile-which-b = B
reconcile-which-master = マスタ
reconcile-digest = SHA-256 { $digest }
reconcile-query-digest = 問合せのSHA-256 { $digest }
reconcile-compared = キー: { $key } 比較する列: { $columns }
reconcile-compared-none = キーのみ

## 二つの名簿の独立性
reconcile-level-L0 = 独立性 L0: 同じファイル同士です。一致しても何も分かりません。
reconcile-level-L1 = 独立性 L1: 一人の間違いが両方の名簿に入ります。
reconcile-level-L2 = 独立性 L2: 作成者は別ですが、元のシステムは同じです。システムの誤りは両方に入ります。
reconcile-level-L3 = 独立性 L3: 作成者も元のシステムも別です。
reconcile-lack-same-author = AとBの作成者が同じ人です。
reconcile-lack-no-author-of-a = Aの作成者が申告されていません(--author-a)。
reconcile-lack-no-author-of-b = Bの作成者が申告されていません(--author-b)。
reconcile-lack-no-author = AとBの作成者が申告されていません(--author-a、--author-b)。

## 分類
reconcile-class-identical = 一致
reconcile-class-changed = 内容が違う
reconcile-class-only-a = Aのみ
reconcile-class-only-b = Bのみ
reconcile-class-duplicate-key = キーの重複
reconcile-class-null-key = キーが空
reconcile-class-duplicate-address = 宛先の重複
reconcile-class-no-address = 宛先が空
reconcile-class-foreign = マスタにない
reconcile-class-foreign-address = マスタの誰のものでもない宛先
reconcile-class-misbound = 本人のものでない宛先
reconcile-class-master-key = マスタのキーの重複・空
reconcile-count = { $class }: { $count }
reconcile-count-both = { $class }: A { $a }、B { $b }
reconcile-changed-columns = うち{ $count }件は{ $columns }

## 列に何が起きたか
reconcile-shift-head = { $which }: { $count }行の宛先が本人のものではありません(別の人の宛先、誰のものでもない宛先、空欄)。
reconcile-shift-cut = 規則性は最初の{ $count }行だけを調べました。
reconcile-shift-distances = その宛先の持ち主がいる行までの距離(-1: 一つ上の行) × 行数: { $list }
reconcile-shift-late = { $first }〜{ $last }行目: 宛先の列が{ $by }行後ろ(下)にずれています。各行に{ $by }行上の人の宛先が入っています({ $rows }行)。
reconcile-shift-early = { $first }〜{ $last }行目: 宛先の列が{ $by }行前(上)にずれています。各行に{ $by }行下の人の宛先が入っています({ $rows }行)。
reconcile-shift-filled-down = { $first }〜{ $last }行目: すぐ上の行の宛先の繰返しです(下方向コピー)。
reconcile-shift-in-view-late = { $first }〜{ $last }行目のうち間違っている{ $rows }行だけを並べると、宛先の列が{ $by }行後ろ(下)にずれています。絞り込んだ表示のまま貼り付けたときの形です。
reconcile-shift-in-view-early = { $first }〜{ $last }行目のうち間違っている{ $rows }行だけを並べると、宛先の列が{ $by }行前(上)にずれています。絞り込んだ表示のまま貼り付けたときの形です。
reconcile-shift-exchanged = { $first }〜{ $last }行目のうち{ $rows }行は、二行ずつ互いの宛先が入れ替わっています。
reconcile-shift-sorted-alone = { $first }〜{ $last }行目: 宛先の列だけが並べ替えられています({ $rows }行)。
reconcile-shift-foreign-list = { $first }〜{ $last }行目: 別の名簿の宛先があります。{ $rows }件は誰のものでもありません。
reconcile-shift-swapped = { $one }と{ $other }の列が{ $rows }行で入れ替わっています。
reconcile-shift-scattered = { $rows }行は規則性なく間違っています。

## マスタなしの、氏名と宛先の対応
reconcile-binding-bound = 氏名と宛先は対応しています(判断できる{ $told }行のうち{ $bound }行)。
reconcile-binding-late = { $first }行目から{ $last }行目まで、氏名は{ $by }行下の宛先と対応しています({ $told }行のうち{ $there }行。そのままでは{ $here }行)。宛先の列が後ろにずれています。
reconcile-binding-early = { $first }行目から{ $last }行目まで、氏名は{ $by }行上の宛先と対応しています({ $told }行のうち{ $there }行。そのままでは{ $here }行)。宛先の列が前にずれています。
reconcile-binding-loose = 氏名と宛先が対応せず、ズレでも説明できません({ $told }行のうち{ $bound }行)。
reconcile-binding-repeated = { $first }〜{ $last }行目: すぐ上の行の宛先の繰返しです(下方向コピー)。
reconcile-binding-cannot-tell = マスタなしでは氏名と宛先の対応を判断できません。{ $rows }行のうち、氏名を含む宛先は{ $told }行、隣の行の氏名と区別できる宛先は{ $apart }行です。
reconcile-binding-power = { $reach }行までの幅で{ $least }行以上がずれていれば、分かったはずです。

## 気を付けること
reconcile-warning-hidden-sheets = { $file }: 非表示のシートは読んでいません: { $sheets }
reconcile-warning-hidden-rows = { $file }: 非表示の{ $count }行も読んでいます
reconcile-warning-hidden-columns = { $file }: 非表示の{ $count }列も読んでいます
reconcile-warning-filtered = { $file }: フィルターがあります。絞り込まれた行も読んでいます
reconcile-warning-sorted = { $file }: 並べ替えられています。全部の列が並べ替えられたか確かめてください
reconcile-warning-formulas = { $file }: 数式のセルが{ $count }個あります。最後に保存された結果を比べています
reconcile-warning-uncomputed = { $file }: 計算結果が保存されていない数式のセルが{ $count }個あります。空のセルとして読んでいます
reconcile-warning-merged-cells = { $file }: 結合されたセルが{ $count }か所あります。値は先頭のセルだけにあり、他は空として読んでいます
reconcile-warning-error-cells = { $file }: エラーのセルが{ $count }個あります
reconcile-warning-mixed-cells = { $file }: 数値と文字列が混ざっている列があり、先頭の0が失われている恐れがあります: { $columns }
reconcile-warning-not-compared = { $file }: 比べていない列: { $columns }
reconcile-warning-unread-values = { $file }: { $column }の{ $count }個の値は正規化できず、そのまま比べています
reconcile-warning-unordered-query = { $file }: 問合せに並び順がないため、行番号に意味がありません

## 承認済みの例外
reconcile-waiver-used = 説明済み: { $class }、{ $count }: { $reason }({ $approver })
reconcile-waiver-void = 使われない例外: { $class }、{ $count }({ $approver }): { $why }
reconcile-void-count = 件数がちょうどではありません
reconcile-void-own-list = 承認者が名簿の作成者です
reconcile-void-twice = 同じ分類に複数あります

## 結果
reconcile-second-agrees = 第二の方法({ $engine }): 結果が一致しました。
reconcile-second-off = 第二の方法: 実行していません。
reconcile-clean = すべて一致しました。
reconcile-explained = すべて一致または説明済みです。
reconcile-unexplained = 説明されていない違い: { $classes }
reconcile-fit = 承認に足りる結果です: 作成者が二人、方法が二つ、説明のない行はありません。
reconcile-unfit = 承認には足りません: { $why }。
reconcile-unfit-unexplained = 説明のない行がある
reconcile-unfit-not-bound = 氏名と宛先が対応していないか、判断できない
reconcile-unfit-one-author = 別々の作成者が申告されていない
reconcile-unfit-same-file = 二つの名簿が同じファイルである
reconcile-unfit-one-method = 第二の方法を実行していない
reconcile-unfit-one-list = 名簿が一つしかない
reconcile-elapsed = 所要時間 { $seconds } 秒
reconcile-report-written = 違いは{ $file }にあります。個人情報を含みます。
reconcile-more = 一覧は各分類の最初の分だけです。

## ブック
reconcile-book-summary = 概要
reconcile-book-differences = 違い
reconcile-book-class = 分類
reconcile-book-row-a = Aの行
reconcile-book-line-a = Aの行番号(ファイル)
reconcile-book-row-b = Bの行
reconcile-book-line-b = Bの行番号(ファイル)
reconcile-book-key = キー
reconcile-book-column = 列
reconcile-book-value-a = Aの値
reconcile-book-value-b = Bの値

## 誤り: 何が悪く、どうするか
reconcile-error-head = 突合できません
reconcile-error-io = ファイルを読めません: { $why }
reconcile-help-io = パスと権限を確かめてください
reconcile-error-spill = 一時ファイルを書けません: { $why }
reconcile-help-spill = 一時ファイルのフォルダーに空きを作るか、TMPDIRで別の場所を指定してください
reconcile-error-limit = 上限を超えています: { $what }、最大{ $limit }
reconcile-help-limit = 引用符の閉じ忘れがないか見てください。データが正しければ分割してください
reconcile-error-empty = 表が空です
reconcile-help-empty = 少なくとも列名の行が必要です
reconcile-error-no-rows = 列名だけで、データの行がありません
reconcile-help-no-rows = 抽出できているか、正しいファイルかを確かめてください。行のない名簿からは何も言えません
reconcile-error-unknown-charset = { $label }はここで読める文字コードではありません
reconcile-help-unknown-charset = 使えるもの: utf-8, utf-16le, utf-16be, cp932 (shift_jis), euc-jp, iso-2022-jp
reconcile-error-undecodable = ここは{ $charset }ではありません
reconcile-help-undecodable = 一つの文字コードで保存し直すか、正しいものを宣言してください(--charset)
reconcile-error-no-charset = どの文字コードにも合いません(試したものと、合わなくなった行): { $tried }
reconcile-help-no-charset = UTF-8で保存し直してください
reconcile-error-ambiguous-charset = { $first }でも{ $second }でも読めて、違う文字になります。推測はしません
reconcile-help-ambiguous-charset = 宣言してください。全部なら --charset { $first }、一つずつなら --charset-a、--charset-b、--charset-master
reconcile-error-nul = NUL文字があります。テキストでないか、印のないUTF-16です
reconcile-help-nul = --charset utf-16le か utf-16be を宣言するか、UTF-8で保存し直してください
reconcile-error-ambiguous-delimiter = 区切り文字がはっきりしません
reconcile-help-ambiguous-delimiter = 宣言してください。例: --delimiter ";"
reconcile-error-ragged = この行のセルは{ $found }個ですが、列は{ $expected }個です
reconcile-help-ragged = 引用符のないセルの中の区切り文字か、抜けたセルを探してください。その後ろは全部違う列に入ってしまいます
reconcile-error-open-quote = ここで開いた引用符が閉じていません
reconcile-help-open-quote = 閉じるか、セルの中の引用符を二つ("")書くか、引用符に意味がないと宣言してください(ソースファイルで quotes = false)
reconcile-error-stray-quote = 引用符の位置が間違っています
reconcile-help-stray-quote = セル全体を引用符で囲み、中の引用符を二つ("")書くか、引用符に意味がないと宣言してください(ソースファイルで quotes = false)
reconcile-error-bare-return = 行末でない復帰文字(CR)があります
reconcile-help-bare-return = 改行をCRLFかLFにして保存し直してください
reconcile-error-no-column = { $column }という列がありません
reconcile-help-no-column = 先頭行の列名を確かめてください
reconcile-help-no-column-near = 先頭行の列名を確かめてください。一番近いのは{ $nearest }です
reconcile-error-two-columns = { $first }列目と{ $second }列目の名前が同じ{ $column }です
reconcile-help-two-columns = 列ごとに違う名前を付けるか、--ignore で外してください
reconcile-error-two-uses = { $column }の列が{ $one }と{ $other }の両方に指定されています
reconcile-help-two-uses = 一つの列は一つのことだけに指定してください
reconcile-error-nothing-to-compare = キーのほかに共通の列がありません
reconcile-help-nothing-to-compare = --map A=B で対応する列を指定してください
reconcile-error-no-key = キーが宣言されていません
reconcile-help-no-key = 行が誰のものかを示す列を指定してください: --key ID、名前が違えば --key A=B
reconcile-error-unknown-step = { $step }という正規化はありません
reconcile-help-unknown-step = 使えるもの: trim, spaces, nfkc, width, lower, katakana, phone, postal, mail, date
reconcile-error-book = ブックを読めません: { $why }
reconcile-help-book = 作成したソフトで開いて、xlsxかCSVで保存し直してください
reconcile-error-columnar = Parquetファイルを読めません: { $why }
reconcile-help-columnar = 文字列・数値・日付の列だけにして書き直すか、CSVにしてください
reconcile-error-sheet = シートを指定してください: { $sheets }
reconcile-help-sheet = --sheet で宣言してください
reconcile-error-unknown-engine = { $engine }という第二の方法はありません
reconcile-help-unknown-engine = 使えるのは sqlite、datafusion、ballista=df://HOST:PORT です
reconcile-error-not-built = このプログラムは { $engine } なしでビルドされています
reconcile-help-not-built = 「cargo build --release -p sekisho --features { $engine }」でビルドするか、常に使える sqlite を指定してください
reconcile-error-database = データベースの応答: { $why }
reconcile-help-database = 問合せ、接続先、アカウントの権限を確かめてください
reconcile-error-description = { $why }
reconcile-help-description = 書き方は docs/reconcile.md にあります
reconcile-error-changed = 比較中にファイルが変わりました
reconcile-help-changed = 誰も書き込んでいないことを確かめて、もう一度突合してください
reconcile-error-conservation = { $stage }の段階で行が失われたか増えました。プログラムか機械の欠陥です。何も承認されません
reconcile-help-conservation = これらの名簿を使わず、報告してください
reconcile-error-disagree = { $class }について二つの方法の結果が違います: { $first }と{ $second }。何も承認されません
reconcile-help-disagree = これらの名簿を使わず、報告してください
reconcile-report-there = { $file } はすでにあります。何も上書きしません。別の名前を指定してください
