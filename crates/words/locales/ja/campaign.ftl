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
campaign-error-template-computed = 書けるのは列の値だけです(フィルターは使えます)。計算はできません。
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
campaign-dossier-sender = 差出人 { $address } はこの組織のドメインではありません
campaign-dossier-help-sender = sender.from を設定 house.domains のドメインのアドレスにしてください
campaign-dossier-test-address = { $number }番目のテスト用アドレスは名簿の中にあります
campaign-dossier-help-test-address = 実在の宛先に架空のメールが届いてしまいます。sending.test_to から除いてください
campaign-dossier-domain = ドメインではありません
campaign-dossier-help-domain = 1行に1つ、example.jp のように書いてください
campaign-dossier-address = メールアドレスではありません
campaign-dossier-help-address = 読めないアドレスは除外できず、送ってしまいます。直してください

campaign-trial-mark = 【テスト】

## 登録された一斉配信
campaign-now = 一斉配信 { $id }: { $stand }
campaign-stand-draft = 作成中
campaign-stand-checking = 確認中
campaign-stand-open = 未解決の問題があります
campaign-stand-ready = 承認依頼できます
campaign-stand-proposed = 承認待ち
campaign-stand-approved = 承認済み、配信開始待ち
campaign-stand-running = 配信中
campaign-stand-paused = 一時停止中
campaign-stand-stopped = 中止
campaign-stand-done = 完了
campaign-stand-forgotten = 資料消去済み
campaign-state-pending = 待機
campaign-state-claimed = 送信準備
campaign-state-handed = 引渡し中
campaign-state-accepted = 受理
campaign-state-failed = 失敗
campaign-state-unknown = 不明
campaign-state-withdrawn = 取りやめ
campaign-row-row = 行
campaign-row-address = アドレス
campaign-row-state = 状態
campaign-row-part = 回
campaign-row-letter = メール
campaign-row-reply = 応答
campaign-row-at = 更新
campaign-status-root = ルート { $root }、{ $rows }通
campaign-status-rows = { $state }: { $rows }
campaign-tried = 試験メール{ $rows }通をテスト用アドレスに送りました
campaign-settled = { $row }行目の結果を確定しました
campaign-settled-all = { $rows }行の結果を確定しました
certificate-written = { $file } に書き出しました
campaign-written = { $file } に書き出しました。個人情報を含みます
campaign-submit-changed = 前回と違うファイル: { $files }
campaign-submit-voided = 承認依頼済みでした。承認は無効になりました。
campaign-submit-next = 次に、別の人が: sekisho campaign approve { $id } --root { $root } --as 名前
campaign-changed = その間に内容が変わりました。「sekisho campaign status」で確かめて、もう一度実行してください。
campaign-rejected-own = 自分が関わったものは承認できません。自分が承認したものの配信開始もできません。
campaign-rejected-stale = 表示されたものと違います。statusで確認し、そのルートを指定してください。
campaign-rejected-not-allowed = この人にはこの権限がありません。
campaign-rejected-twice = この人はすでに承認しています。
campaign-rejected-not-now = 今はできません。statusで状態を確認してください。

## 証明書
certificate-title = 突合証明書
certificate-campaign-head = 一斉配信
certificate-house = 組織
certificate-campaign = 一斉配信
certificate-root = ルート
certificate-rows = 行数
certificate-letters = 通数
certificate-checked-at = 確認日時
certificate-at = 証明書の作成日時
certificate-number = { $count }
certificate-people-head = 関わった人
certificate-part-in-it = 役割
certificate-who = 誰が
certificate-when = いつ
certificate-how-proved = 本人確認
certificate-list-by = リスト作成
certificate-content-by = 文面作成
certificate-approved-by = 承認
certificate-released-by = 配信開始
certificate-not-approved = まだ承認されていません。
certificate-means-password = パスワード
certificate-means-second-factor = 二要素認証
certificate-means-notice-token = 通知メール
certificate-means-command-line = サーバーのコマンド
certificate-event = 記録{ $seq }
certificate-lists-head = リスト
certificate-file = ファイル
certificate-made-by = 作成
certificate-methods = 独立した2つの方式がすべての分類を数え、一致しました。途中で失われた行も増えた行もありません。
certificate-class = 分類
certificate-count = 件数
certificate-open = 未解決
certificate-no-shift = 行ズレはありません。
certificate-waived = 了承した差異
certificate-reason = 理由
certificate-waived-by = 了承者
certificate-letters-head = メール
certificate-letters-how = 全メールを作成し、そのバイト列から読み戻して、入っている個人の値をすべてマスタと照合しました。
certificate-no-findings = 検知はありません。
certificate-finding = 検知
certificate-parts-head = ファイル
certificate-taken-by = 取込み
certificate-signature = 署名
certificate-evidence = 証跡
certificate-key = 公開鍵
certificate-how = Ed25519で署名しています。対象は、JSONとして添付した値と、このファイルの全バイトです。検証: sekisho campaign certificate verify ファイル --key 公開鍵
certificate-intact = 改変されていません。
certificate-key-known = 指定された鍵で署名されています。
certificate-key-other = 別の鍵で署名されています: { $key }
certificate-key-unknown = 署名した鍵は { $key } です。その組織の鍵かどうかを確かめ、--key で指定してください。
certificate-broken-values = 改変されています:値が変えられたか、別の人が署名しています。
certificate-broken-pages = 改変されています:紙面が変えられています。
certificate-none = 証明書ではありません。
