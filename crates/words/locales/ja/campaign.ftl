### 一斉配信(`sekisho campaign`)。count, rows, made, row, cells, columns, limit, number, line, place, persons, searched, short, unreadable は数

## 作ったもの
campaign-made = { $rows }行のうち{ $made }通を作成し、読み戻しました
campaign-master = マスタ: { $persons }人、検索する値{ $searched }件、短すぎて検索しない値{ $short }件、読めない値{ $unreadable }件
campaign-errors = 作成できないメール:
campaign-left-out = 送らない行: { $rows }行
campaign-rows = { $rows }行目
campaign-rows-more = { $rows }行目 ほか{ $count }件
campaign-column = 列 { $column }
campaign-sample = まず見るべきメール(sekisho campaign show … --row N):
campaign-ready = 送信を妨げるものはありません。{ $rows }通が送信できます。
campaign-open = まだ送信できません: { $kinds }

## 検知が送信に対して持つ意味
campaign-grade-forbids = 送信不可
campaign-grade-leaves-out = 除外
campaign-grade-asks = 要確認

## 検知
campaign-finding = { $grade }  { $finding }: { $count }件
campaign-finding-foreign-value = マスタの別人の情報がメールに入っています
campaign-finding-not-own-address = アドレスがマスタの本人のものではありません
campaign-finding-not-in-master = マスタにいない人です
campaign-finding-unresolved = 差し込まれていない差し込み欄が残っています
campaign-finding-broken-value = セルがエラーか「値なし」を表す語です(#N/A、null)
campaign-finding-garbled = 文字化けしています
campaign-finding-altered = 読み戻した内容が書いた内容と違います
campaign-finding-not-made = メールを作成できません
campaign-finding-suppressed = 配信停止、不達または拒否のアドレスです
campaign-finding-no-mail = メールを受け取らないドメインです
campaign-finding-duplicate-recipient = 前の行と同じアドレスです
campaign-finding-empty-value = メールに表示する列が空です
campaign-finding-unknown-value = マスタがこの人について知らない電話番号・アドレス・番号です
campaign-finding-odd-character = 人によって見え方が違う文字(外字、制御文字)があります
campaign-finding-blind-file = 中を確認できない添付ファイルです
campaign-finding-person-in-template = マスタの人がひな形そのものに、つまり全メールに入っています
campaign-finding-no-master = 独立したマスタがありません。行ズレは検知できません

## 見本に選んだ理由
campaign-sample-finding = { $finding }
campaign-sample-rare-branch = この文面になる行が少ない
campaign-sample-files = 添付が違う
campaign-sample-rare-character = 珍しい文字がある
campaign-sample-longest = 最も長い
campaign-sample-shortest = 最も短い
campaign-sample-edge = 最初または最後の行
campaign-sample-spread = 残りから均等に

## エラー
campaign-error-head = 一斉配信を確認できません。
campaign-error-at-row = { $row }行目
campaign-error-at-spot = ひな形の{ $part }、{ $line }行{ $place }文字目
campaign-part-subject = 件名
campaign-part-name = 宛名
campaign-part-text = 本文
campaign-part-html = HTML
campaign-error-near = 「{ $near }」ではありませんか。
campaign-error-no-column = 列「{ $name }」がありません。
campaign-error-two-columns = 列「{ $name }」が2つあります。
campaign-error-ragged = { $row }行目のセルは{ $cells }個ですが、列は{ $columns }個です。
campaign-error-no-key = { $row }行目: キー列「{ $column }」が空です。
campaign-error-address = { $row }行目: 列「{ $column }」がメールアドレスではありません({ $what })。
campaign-error-order = { $row }行目の番号が前の行以下です。
campaign-error-value = { $row }行目: 列「{ $column }」の値が長すぎるか、文字ではありません。
campaign-error-too-many = { $what }が上限の{ $limit }を超えています。
campaign-error-nobody = リストに行がありません。
campaign-error-two-persons = マスタの{ $number }人目のキーが、前の人と同じです。
campaign-error-undefined = 列「{ $name }」がありません。
campaign-error-header = { $row }行目: 列「{ $column }」に改行か制御文字があり、ヘッダーに入れられません。
campaign-error-no-file = { $row }行目: 列「{ $column }」のファイルがありません。
campaign-error-no-fixed-file = 全員に添付するファイル「{ $name }」がありません。
campaign-error-file-name = ファイル名「{ $name }」は重複しているか、使えません。
campaign-error-page = 配信停止ページは、印字可能なASCII 200字以内のhttpsのアドレスにしてください。
campaign-error-template-unclosed = 開いたタグが閉じていません。
campaign-error-template-tag = 使えるのは if、elif、else、endif だけです。
campaign-error-template-is = 「is」は使えません。== で比べるか、値だけを書いてください。
campaign-error-template-filter = フィルター「{ $name }」はありません。
campaign-error-template-length = 1 MiBを超えているか、文字ではありません。
campaign-error-template-line = 制御文字のない1行にしてください。
campaign-error-template-script = メールにスクリプトは入れられません。
campaign-error-template-expression = 式を計算できません({ $what })。
campaign-error-no-row = { $row }行目はありません。

## 新しい一斉配信
campaign-new-made = 作成: { $files }
campaign-new-next = 次に: リストとマスタを同じ場所に置き、{ $file } を編集して、sekisho campaign plan { $file } を実行してください
