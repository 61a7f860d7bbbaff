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

## 破棄

notice-stopped =
    次のメールは、{ $by } さんが送信を取り止め、破棄しました。
    下記の宛先には届いていません。
    .subject = 【破棄】メールの送信を取り止めました:{ $subject }
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

## 証跡に表示する通知の名前

notice-name-review = 本人確認の依頼
notice-name-approve = 上長承認の依頼
notice-name-refused = 送信禁止
notice-name-returned = 差戻し
notice-name-stopped = 破棄
notice-name-failed = 配送不能
notice-name-password = パスワード
notice-name-password-later = 受信者へのパスワード
notice-name-link-code = 確認コード
notice-name-invitation = アカウントの案内
