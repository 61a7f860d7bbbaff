### 検知、確認できない理由、原因コード、場所

## 検知。属性はわかっている事実に応じた文、.title はルールの一覧などの見出し

finding-visible-strangers = 互いに関係のない外部の宛先が、互いのアドレスを見られる状態です。
    .count = 互いに関係のない { $count } 組織の外部の宛先が、互いのアドレスを見られる状態です。
    .count-domains = 互いに関係のない { $count } 組織の外部の宛先({ $domains })が、互いのアドレスを見られる状態です。
    .title = 無関係な外部宛先の同報
finding-mass-visible = 多数の外部の宛先が、互いのアドレスを見られる状態です。
    .count = { $count } 件の外部の宛先が、互いのアドレスを見られる状態です。
    .title = 多数の外部宛先の同報
finding-first-domain = 初めて送信するドメインの宛先があります。
    .domain = 初めて送信するドメインの宛先があります({ $domain })。
    .title = 初めてのドメイン
finding-lookalike-domain = これまでの送信先とよく似た、別のドメインの宛先があります。
    .domain = 宛先のドメイン { $domain } は、これまでの送信先とよく似ていますが、別のドメインです。
    .domain-like = 宛先のドメイン { $domain } は、これまでの送信先 { $like } とよく似ていますが、別のドメインです。
    .title = よく似たドメイン
finding-salutation-mismatch = 本文の宛名が、宛先の方の名前と一致しません。
    .name = 本文の宛名「{ $name }」が、宛先の方の名前と一致しません。
    .name-recipient = 本文の宛名「{ $name }」が、宛先「{ $recipient }」と一致しません。
    .title = 宛名と宛先の不一致
finding-company-mismatch = 本文またはファイル名にある会社名が、宛先の組織と一致しません。
    .name = 本文またはファイル名にある「{ $name }」が、宛先の組織と一致しません。
    .name-domain = 本文またはファイル名にある「{ $name }」が、宛先の組織({ $domain })と一致しません。
    .title = 会社名と宛先の不一致
finding-other-person = 宛名、本文または添付に、宛先の方ではない人の名前や情報があります。
    .name = 「{ $name }」は、名簿にある宛先の方の名前や情報ではありません。
    .name-recipient = 「{ $name }」は、名簿にある宛先「{ $recipient }」の方の名前や情報ではありません。
    .title = 別の人の名前や情報
finding-burst = 同じ形のメールのうち、先のものが別の人の名前で書かれていたため、続くメールも止めています。
    .count = 同じ形のメールが { $count } 通続いており、先のものが別の人の名前で書かれていたため、このメールも止めています。
    .title = 差込の取り違えに続くメール
finding-reply-adds-outside = 返信または転送で、元のやりとりにいなかった外部の宛先が加わっています。
    .count = 返信または転送で、元のやりとりにいなかった外部の宛先が { $count } 件加わっています。
    .domain = 返信または転送で、元のやりとりにいなかった外部の宛先({ $domain })が加わっています。
    .count-domain = 返信または転送で、元のやりとりにいなかった外部の宛先({ $domain } ほか、計 { $count } 件)が加わっています。
    .title = 返信・転送での外部宛先の追加
finding-stale-recipients = 以前のメールを再利用しており、古い宛先が残っているおそれがあります。
    .count = 以前のメールを再利用しており、古い宛先が { $count } 件残っているおそれがあります。
    .days = { $days } 日前のメールを再利用しており、古い宛先が残っているおそれがあります。
    .domain-silent-days = { $silent-days } 日間やりとりのない宛先({ $domain })が、再利用したメールに残っているおそれがあります。
    .title = 再利用メールの古い宛先
finding-freemail = フリーメールなど、個人用のアドレスが宛先にあります。
    .domain = フリーメールなど、個人用のアドレスが宛先にあります({ $domain })。
    .domain-own = 差出人自身の個人用アドレスと見られる宛先があります({ $domain })。
    .own = 差出人自身の個人用アドレスと見られる宛先があります。
    .title = 個人用のアドレス
finding-forgotten-attachment = 本文に添付についての記述がありますが、添付ファイルがありません。
    .word = 本文に「{ $word }」とありますが、添付ファイルがありません。
    .title = 添付忘れ
finding-blind = 内容を確認できない部分があります。
    .reason = 内容を確認できない部分があります({ $reason })。
    .name-reason = 「{ $name }」の内容を確認できません({ $reason })。
    .title = 確認できない部分
finding-own-recipients-attached = 添付ファイルに、このメールの宛先自身の情報が含まれています。
    .count = 添付ファイルに、このメールの宛先 { $count } 件の情報が含まれています。
    .title = 宛先一覧の添付
finding-personal-data = 個人情報が含まれています。
    .count = { $count } 人分の個人情報が含まれています。
    .title = 個人情報
finding-hidden-data = ファイルを開いても見えない部分に、個人情報が含まれています。
    .count = ファイルを開いても見えない部分に、{ $count } 人分の個人情報が含まれています。
    .title = 見えない個人情報
finding-quoted-data = 引用されている過去のメールに、個人情報が含まれています。
    .count = 引用されている過去のメールに、{ $count } 人分の個人情報が含まれています。
    .title = 引用の中の個人情報
finding-special-care-data = 要配慮個人情報が含まれています。
    .count = { $count } 人分の要配慮個人情報が含まれています。
    .title = 要配慮個人情報
finding-unprotected-attachment = 個人情報を含む添付ファイルが、保護されていません。
    .name = 個人情報を含む添付ファイル「{ $name }」が、保護されていません。
    .title = 保護されていない添付
finding-defect = メールの形式に異常があり、受信者の環境によって内容が違って見えるおそれがあります。
    .reason = メールの形式に異常があり、受信者の環境によって内容が違って見えるおそれがあります({ $reason })。
    .title = メール形式の異常
finding-list-has-outsider = 宛先のメーリングリストに、外部のメンバーがいます。
    .count = 宛先のメーリングリストに、外部のメンバーが { $count } 人います。
    .count-members = 宛先のメーリングリストのメンバー { $members } 人のうち、{ $count } 人が外部のメンバーです。
    .title = メーリングリストの外部メンバー
finding-unknown-list = 登録のないメーリングリストのアドレスが宛先にあります。
    .title = 登録のないメーリングリスト
finding-hidden-external = ヘッダーに表示されない外部の宛先(BCC)があります。
    .count = ヘッダーに表示されない外部の宛先(BCC)が { $count } 件あります。
    .title = 外部の BCC 宛先
finding-external = 外部の宛先があります。
    .count = 外部の宛先が { $count } 件あります。
    .title = 外部への送信
finding-rule = 管理者が設定したルールに該当しました。
    .rule = 管理者が設定したルール「{ $rule }」に該当しました。
    .message = { $message }
    .title = 管理者のルール
finding-detector-failed = 検査を完了できなかったため、人による確認が必要です。
    .reason = 検査を完了できなかったため、人による確認が必要です({ $reason })。
    .title = 検査の失敗

## 確認できない理由

blind-encrypted = パスワードなどで暗号化されています
blind-encrypted-mail = メールが暗号化されています
blind-charset = 文字コードがわからないか、合っていません
blind-limit = 大きさや複雑さが検査の上限を超えています
blind-no-reader = この形式の中身を読む機能がありません
blind-unknown-format = ファイルの形式がわかりません
blind-damaged = ファイルが壊れています
blind-reader-failed = 読み取りに失敗しました
blind-image = 画像のため、文字を読み取れません
blind-unexpandable = メーリングリストの宛先を展開できません

## 検査が完了しなかった理由

failure-transform-signed = 署名または暗号化されたメールのため、保護などの変更ができません
failure-transform-charset = 文字コードを確実に読み取れないため、保護などの変更ができません
failure-transform-line = 長すぎる行があるため、保護などの変更ができません
failure-transform-size = メールが大きすぎるため、保護などの変更ができません
failure-transform-structure = メールの構造のため、保護などの変更ができません
failure-found-again = データベースを再作成したため、過去に送信済みかどうかがわかりません
failure-out-of-turn = 同じ差し込みメールの先の分の検査が終わらず、照合できませんでした
failure-panic = 検査の途中で予期しないエラーが起きました
failure-time = 検査が制限時間内に終わりませんでした
failure-limit = 検査の上限に達しました
failure-expression = ルールの式を評価できませんでした

## 原因コード(docs/causes.md)

cause-r1 = R1 自動補完・同姓同名の取り違え
cause-r2 = R2 入力誤り・よく似たドメイン・失効したドメイン
cause-r3 = R3 全員返信・転送による以前の外部関係者への送信
cause-r4 = R4 再利用したメールに残った古い宛先
cause-r5 = R5 内部と外部の取り違え・私用メールボックス
cause-b1 = B1 BCC を To・Cc に入れた
cause-b2 = B2 古い BCC の残り
cause-a1 = A1 ファイルの取り違え・別の顧客のファイル
cause-a2 = A2 余分なデータ(隠しシート、変更履歴、引用など)
cause-a3 = A3 名簿の添付・多人数の個人情報
cause-a4 = A4 保護なし、または同じ誤った相手へのパスワード送付
cause-m1 = M1 行ズレ・列の取り違え
cause-m2 = M2 重複送信・本番リストへの試験送信
cause-l1 = L1 メーリングリストの誤登録・退職者の残り
cause-l2 = L2 自動転送・メールの循環
cause-s1 = S1 委託先による代行送信
cause-s2 = S2 プログラム・システムの設定
cause-h1 = H1 ルールの回避・故意

## 見つかった場所

place-envelope = 宛先(エンベロープ)
place-letter = メール全体
place-header = ヘッダー { $name }
place-part = 本文・添付の第 { $part } 部分
    .inside = 本文・添付の第 { $part } 部分の「{ $inside }」
