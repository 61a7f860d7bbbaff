### 通知メール。属性 .subject は件名

## 共通

notice-no-subject = (件名なし)
notice-fact-subject = 件名:{ $subject }
notice-fact-sender = 差出人:{ $sender }
notice-fact-at = 受付日時:{ $at }
notice-fact-sent = 送信日時:{ $at }
notice-fact-recipients = 宛先:{ $count } 件
    .domains = 宛先:{ $count } 件(外部:{ $domains })
notice-fact-until = 送信待機:{ $until } まで
notice-reasons = 確認が必要な理由:
notice-item = ・{ $text }
notice-more = ・ほか { $count } 件
notice-personal = このアドレスはあなた専用です。操作は一度だけできます。ほかの方に転送しないでください。
notice-foot =
    このメールは、メール誤送信防止システム「関所(Sekisho)」から自動で送信しています。
    返信いただいてもお答えできません。
notice-foot-outside =
    このメールは、{ $house }のメール誤送信防止システムから自動で送信しています。
    返信いただいてもお答えできません。

## 本人確認の依頼

notice-review =
    次のメールは、送信前に本人確認が必要なため、保留しています。
    確認が済むまで、送信されません。
    .subject = 【要確認】送信前の確認をお願いします:{ $subject }
    .subject-reminder = 【要確認・再通知】送信前の確認が済んでいません:{ $subject }
    .reminder = まだ確認が済んでいないため、あらためてお知らせします。
    .act = 次のページで宛先と内容を確認し、送信を許可するか、破棄するかを選んでください。
    .close = 期限までに確認がない場合は、送信せずに差出人に差し戻します。

## 上長承認の依頼

notice-approve =
    次のメールは、送信に上長承認が必要なため、保留しています。
    承認されるまで、送信されません。
    .subject = 【要承認】メールの送信承認をお願いします:{ $subject }
    .subject-reminder = 【要承認・再通知】メールの送信承認が済んでいません:{ $subject }
    .reminder = まだ承認が済んでいないため、あらためてお知らせします。
    .deputy = 承認者の承認が済んでいないため、代理承認者の方にもお知らせしています。
    .act = 次のページで宛先、理由、内容を確認し、承認するか、差し戻すかを選んでください。
    .close = 期限までに承認がない場合は、送信せずに差出人に差し戻します。

## 送信禁止

notice-refused =
    次のメールは、送信禁止のルールに該当したため、送信しませんでした。
    下記の宛先には届いていません。
    .subject = 【送信禁止】メールを送信しませんでした:{ $subject }
    .why = 理由:{ $why }
    .close =
        内容や宛先を直したうえで、必要な場合は改めて送信してください。
        判断に迷う場合は、管理者に相談してください。

## 差戻し

notice-returned =
    次のメールは、送信せずに差し戻しました。
    下記の宛先には届いていません。
    .subject = 【差戻し】メールを送信しませんでした:{ $subject }
    .why = 理由:{ $why }
    .comment = 承認者からの連絡:
    .close = 必要な場合は、内容と宛先を確認し、改めて送信してください。

## 社内の受信者による停止

notice-may-stop =
    あなたも受信者になっている次のメールは、社外の宛先にはまだ送信されていません。
    宛先や内容の誤りに気づいたときは、社外への送信を止めることができます。
    .subject = 【お知らせ】社外への送信前です:{ $subject }
    .act = 誤りがあるときだけ、次のページで社外への送信を止めてください。
    .close = 誤りがなければ、何もする必要はありません。待機時間の後、または確認が済みしだい、社外に送信されます。

## 破棄

notice-stopped =
    次のメールは、{ $by } さんが送信を取り止め、破棄しました。
    下記の宛先には届いていません。
    .subject = 【破棄】メールの送信を取り止めました:{ $subject }
    .comment = 止めた方からの連絡:
    .part = 次のメールのうち、まだ送っていなかった宛先への送信を、{ $by } さんが取り止めました。
    .reached = すでに届いた(または届いたかもしれない)宛先:
    .reached-do = 届いた宛先には、必要に応じて削除を依頼し、上司と個人情報保護責任者に知らせてください。
    .close = 心当たりがない場合は、操作した方または管理者に確認してください。

## 配送できなかった宛先の報告

notice-failed = 送信したメールが、一部またはすべての宛先に届きませんでした。
    .unknown-only = 送信したメールが届いたかどうか、確認できない宛先があります。
    .subject = 【配送不能】メールが届かなかった宛先があります
    .subject-unknown = 【要確認】メールが届いたかどうかわからない宛先があります
    .refused = 届かなかった宛先:
    .reply = 相手側の応答:{ $reply }
    .no-reply = 相手側からの応答はありませんでした。
    .unknown = 届いたかどうかわからない宛先:
    .unknown-explained =
        これらの宛先については、メールを渡した直後に通信が切れたため、届いたかどうかを確認できません。
        二重に届かないよう、自動では再送しません。相手の方に確認し、届いていない場合だけ送り直してください。
    .close = 届かなかった宛先については、アドレスに誤りがないか確認してください。

## 配送できたかどうかの報告が届かない宛先

notice-relayed = 送信したメールを、次の中継サーバーに渡しました。
    .subject = 【中継】配送の報告が届かない宛先があります
    .handed-over = 中継サーバーが受け取った宛先:
    .close =
        配送できた場合の報告を求めていましたが、この中継サーバーは報告に対応していません。
        宛先に届いたかどうかは、この先では報告されません。

## 配送の遅れ

notice-delayed = 送信したメールが、次の宛先にまだ届いていません。自動で再送を続けています。
    .subject = 【お知らせ】メールの配送が遅れています
    .late = まだ届いていない宛先:
    .until = { $until } まで再送を続け、それでも届かないときは、あらためてお知らせします。
    .close = 同じメールを送り直す必要はありません。お急ぎの場合は、電話など別の手段で連絡してください。

## 暗号化した添付のパスワード

notice-password = 次のメールの添付ファイルは、暗号化して送信しました。
    .subject = 【パスワード】添付ファイルのパスワードをお知らせします:{ $subject }
    .file = ファイル:{ $file }
    .password = パスワード:{ $password }
    .close =
        パスワードは、宛先が正しいことをもう一度確かめてから、電話など、メールとは別の手段で受信者に伝えてください。
        同じ宛先にメールで送ると、誤送信だった場合に添付ファイルも開かれてしまいます。

notice-password-later = 先にお届けしたメールの添付ファイルを開くためのパスワードをお知らせします。
    .subject = 添付ファイルのパスワードのお知らせ:{ $subject }
    .close = お心当たりのない場合は、添付ファイルを開かずに、差出人へお知らせください。

## 添付のダウンロード

transform-link =
    添付ファイルは、次のページからダウンロードしてください。
    { $url }
    ファイル:{ $files }
    期限:{ $until }
    ダウンロードには、このメールを受け取ったアドレスに届く確認コードが必要です。

notice-link-code = { $house }からのファイルをダウンロードするための確認コードです。
    .subject = ダウンロードの確認コード({ $house })
    .code = 確認コード:{ $code }
    .minutes = 有効期間:{ $minutes } 分(一度だけ使えます)
    .act = ダウンロードのページに入力してください。
    .close =
        お心当たりのない場合は、このメールを破棄してください。
        確認コードを電話やメールでお尋ねすることはありません。

## アカウントの案内

notice-invitation =
    { $name } 様

    { $house }のメール誤送信防止システムに、あなたのアカウントを用意しました。
    .subject = 【要設定】アカウントのご案内({ $house })
    .login = 利用者名:{ $login }
    .act = 次のページでパスワードを設定してください。
    .until = 設定の期限:{ $until }
    .personal = このアドレスはあなた専用です。設定は一度だけできます。ほかの方に転送しないでください。

## 一斉配信

notice-campaign-page = サインインが必要です。ページを開くだけでは何も起こりません。
notice-campaign-fact = 一斉配信:{ $campaign }
    .by = 操作した人:{ $by }
    .letters = 件数:{ $count } 件
    .why = 理由:{ $why }
    .accepted = 次のサーバーが受け付けた:{ $count } 件
    .failed = 不達:{ $count } 件
    .unknown = 届いたか分からない:{ $count } 件

notice-campaign-proposed =
    一斉配信の承認依頼が届いています。
    承認されるまで、送信されません。
    .subject = 【要承認】一斉配信の承認をお願いします:{ $subject }
    .act = 次のページで突合の結果、検知、メールの見本を確認し、承認するか、差し戻すかを選んでください。

notice-campaign-approved =
    一斉配信が承認されました。
    送信の許可を待っています。まだ送信されません。
    .subject = 【承認済み】一斉配信が承認されました:{ $subject }
    .act = 承認した人以外の方が、次のページで送信を許可できます。

notice-campaign-sent-back =
    一斉配信は承認されず、作成者に差し戻されました。
    1 件も送信していません。
    .subject = 【差戻し】一斉配信が承認されませんでした:{ $subject }
    .act = 理由は次のページで確認してください。

notice-campaign-paused =
    一斉配信を一時停止しました。
    再開するまで、送信されません。
    .subject = 【一時停止】一斉配信を一時停止しました:{ $subject }
    .act = 次のページで理由を確認し、再開するか、中止するかを選んでください。

notice-campaign-asked =
    一斉配信の先行配信が終わりました。
    残りは、判断をいただくまで送信されません。
    .subject = 【要判断】一斉配信の残りを送るか、ご判断ください:{ $subject }
    .act = 次のページで先行配信の結果を確認し、再開するか、中止するかを選んでください。

notice-campaign-stopped =
    一斉配信を中止しました。
    送信していなかった宛先には、送信されません。
    .subject = 【中止】一斉配信を中止しました:{ $subject }
    .act = 送信済みの宛先は、次のページで確認できます。

notice-campaign-ended = 一斉配信のすべての宛先の送信が終わりました。
    .subject = 【完了】一斉配信が終わりました:{ $subject }
    .act = 宛先ごとの結果は、次のページで確認できます。

## 証跡に表示する通知の名前

notice-name-review = 本人確認の依頼
notice-name-approve = 上長承認の依頼
notice-name-refused = 送信禁止
notice-name-returned = 差戻し
notice-name-may-stop = 社外への送信前のお知らせ
notice-name-stopped = 破棄
notice-name-delayed = 配送の遅れ
notice-name-failed = 配送不能
notice-name-relayed = 中継の報告
notice-name-password = パスワード
notice-name-password-later = 受信者へのパスワード
notice-name-link-code = 確認コード
notice-name-invitation = アカウントの案内
notice-name-campaign-proposed = 一斉配信の承認依頼
notice-name-campaign-approved = 一斉配信の承認済み
notice-name-campaign-sent-back = 一斉配信の差戻し
notice-name-campaign-paused = 一斉配信の一時停止
notice-name-campaign-asked = 一斉配信の判断依頼
notice-name-campaign-stopped = 一斉配信の中止
notice-name-campaign-ended = 一斉配信の完了
