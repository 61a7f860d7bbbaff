### 見つかった個人情報の種類、漏えいした場合の想定額

kind-email = メールアドレス
kind-phone = 電話番号
kind-postal-code = 郵便番号
kind-address = 住所
kind-name = 氏名
kind-birth-date = 生年月日
kind-sex = 性別
kind-my-number = マイナンバー
kind-corporate-number = 法人番号
kind-driver-licence = 運転免許証番号
kind-passport = 旅券番号
kind-residence-card = 在留カード番号
kind-pension = 基礎年金番号
kind-insurance = 保険証番号
kind-bank-account = 口座番号
kind-card = カード番号
kind-card-secret = カードの有効期限・暗証番号
kind-login = ログイン情報
kind-member-id = 会員番号
kind-employee-id = 社員番号
kind-company = 会社名
kind-title = 役職
kind-ssn = 米国社会保障番号
kind-iban = IBAN
kind-nino = 英国国民保険番号
kind-income = 収入
kind-assets = 資産・負債
kind-purchase = 購入履歴
kind-race = 人種
kind-creed = 信条
kind-social-status = 社会的身分
kind-medical-history = 病歴
kind-criminal-record = 犯罪の経歴
kind-crime-victim = 犯罪被害の事実
kind-disability = 障害
kind-health-check = 健康診断の結果
kind-treatment = 診療・調剤
kind-criminal-procedure = 刑事手続
kind-juvenile-procedure = 少年の保護事件

cost = 漏えいした場合の想定額の上限: 1 人あたり { $each } 円、全体で { $low }〜{ $high } 円
    .same = 漏えいした場合の想定額の上限: 1 人あたり { $each } 円、全体で { $low } 円
cost-note = JNSA の JO モデルによる請求額の上限の目安です。実際に支払われる額は、ふつうこれより低くなります。

mark = 第 { $part } 部分の { $start }〜{ $end } 文字目: { $kind } { $text }
    .inside = 第 { $part } 部分の「{ $inside }」の { $start }〜{ $end } 文字目: { $kind } { $text }

## `sekisho scan` がファイルについて言うこと

scan-file = { $path }: { $lower }～{ $upper }人分、{ $grade }
    .same = { $path }: { $upper }人分、{ $grade }
    .nothing = { $path }: 個人情報は見つかりませんでした
    .unread = { $path }: 読めた範囲では個人情報は見つかりませんでした
scan-kind = { $kind } { $count }件
scan-blind = 読み取れない部分があります: { $part }: { $why }
scan-hidden = 開いただけでは見えません: { $part }: { $what }
scan-find = { $part } { $start }-{ $end } { $kind }: { $text } ({ $confidence }, { $why })
scan-more = { $part }: ほか{ $count }件(--json ですべて出ます)
scan-passed-over = { $path }: リンクや特殊ファイルなので調べていません
scan-failed = { $path }: 調べられませんでした: { $why }
scan-sum = { $files }ファイル、うち読み取れない部分のあるもの{ $unread }

grade-none = 個人情報なし
grade-basic = 基本的な個人情報
grade-identifier = 本人を特定する番号など
grade-economic = 財産に関わる情報
grade-special-care = 要配慮個人情報

hidden-sheet = 非表示のシート・スライド
hidden-row = 非表示の行
hidden-column = 非表示の列
hidden-comment = コメント
hidden-tracked-change = 変更履歴
hidden-pivot-cache = ピボットテーブルの元データ
hidden-property = プロパティ
hidden-notes = ノート
hidden-text = 非表示の文字
hidden-embedded = 埋め込まれたファイル
