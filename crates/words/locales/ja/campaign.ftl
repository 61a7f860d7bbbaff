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

## リストの突合
campaign-compared-second = リストと第2リストの突合:
campaign-compared-master = リストとマスタの突合:
campaign-same-author = 2つのリストが別々の人によって作られていません

## 資料のエラー:何が、どうすればよいか
campaign-dossier-name = 「{ $name }」は campaign.toml と同じ場所にあるファイルの名前ではありません
campaign-dossier-help-name = ファイルを同じフォルダーに置き、パスなしで名前だけを書いてください
campaign-dossier-large = { $bytes }バイトあります。上限は{ $limit }バイトです
campaign-dossier-help-large = 小さくするか、配信を分けてください
campaign-dossier-many = ファイルが{ $limit }個を超えています
campaign-dossier-help-many = メールに使わないファイルを除くか、配信を分けてください
campaign-dossier-whole = 合計が{ $limit }バイトを超えています
campaign-dossier-help-whole = メールに使わないファイルを除くか、配信を分けてください
campaign-dossier-missing = ファイルがありません
campaign-dossier-help-missing = { $file } を加えるか、campaign.toml の名前を直してください
campaign-dossier-text = UTF-8ではありません
campaign-dossier-help-text = UTF-8で保存し直してください
campaign-dossier-query = データベースへの問い合わせです
campaign-dossier-help-query = 問い合わせはサーバーの設定に書きます。[[campaigns.source]] に登録し、source = "house:名前" と書いてください
campaign-dossier-no-source = 「{ $name }」という登録済みの取得元はありません
campaign-dossier-help-no-source = 登録済み: { $known }
campaign-dossier-replaced = 取り込んだときのものではありません
campaign-dossier-help-replaced = 保存されたファイルが変えられています。何も送信しません。登録し直して、承認を受け直してください
campaign-dossier-damaged = 保存されたファイルを読めません
campaign-dossier-help-damaged = 何も送信しません。登録し直して、承認を受け直してください
campaign-dossier-io = ファイルを読めません: { $why }
campaign-dossier-help-io = 名前と権限を確認してください。リンクやパイプは取り込みません
campaign-dossier-plan = { $what }
campaign-dossier-help-plan = すべてのキーは docs/campaign.md にあります
campaign-dossier-secret = 16進数64桁ではありません
campaign-dossier-help-secret = 「sekisho campaign new」がこのファイルを作ります
campaign-dossier-domain = ドメインではありません
campaign-dossier-help-domain = 1行に1つ、example.jp のように書いてください
campaign-dossier-address = メールアドレスではありません
campaign-dossier-help-address = 読めないアドレスは除外できず、送ってしまいます。直してください

campaign-trial-mark = 【テスト】
