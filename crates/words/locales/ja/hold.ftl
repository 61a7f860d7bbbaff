### 必要な確認、送信禁止、判定、状態

need-wait = 送信待機(取消し可能な時間): { $until } まで
need-self-review = 本人確認(自己承認)
need-approval = 上長承認({ $group }、{ $count } 人)
need-thaw = 事故対応による凍結の解除({ $incident })

refuse-too-many-persons = { $count } 人分の個人情報を、外部の複数の宛先に送ることはできません。必要な方だけに分けるか、個人情報を除いてください。
refuse-own-recipients-attached = 添付ファイルに、このメールの宛先 { $count } 件の情報が含まれています。一斉配信に宛先の一覧を添付することはできません。添付を外してください。
refuse-unknown-list = 登録のないメーリングリストのアドレスが宛先にあります。アドレスを確認してください。
refuse-unsendable = 相手のサーバーが受け取れる形式のメールとして書き出せませんでした。メールソフトで作り直してください。
refuse-found-again = データベースの再作成より前に送った案内のため、送信しません。必要な案内は改めて送られます。
refuse-campaign-stopped = 一斉配信が停止されたため、送信しません。
refuse-campaign-unknown = 一斉配信の台帳にないため、送信済みの可能性があります。再び送信することはありません。
refuse-rule = 管理者が設定したルール「{ $rule }」により、送信できません。
refuse-other = 送信禁止のルールに該当したため、送信できません。

rejection-own = 自分のメールを自分で承認することはできません。本人確認をした方も、同じメールを承認できません。
rejection-stale = 表示した後にメールの内容または宛先が変わりました。もう一度表示して確認してください。
rejection-too-early = 送信待機の時間がまだ終わっていません。
rejection-not-needed = この操作は、いまは必要ありません。すでに処理されている場合があります。
rejection-not-allowed = この操作をする権限がありません。
rejection-twice = すでに承認済みです。あと別の方の承認が必要です。

verdict-pass = 通過
verdict-hold = 保留
verdict-refuse = 送信禁止

state-held = 保留中
state-ready = 送信許可済み(送信待ち)
state-sending = 送信中
state-done = 送信処理済み
state-sent = 送信済み
state-partly-sent = 一部未達
state-refused = 送信禁止(差戻し)
state-returned = 差戻し
state-discarded = 破棄
state-altered = 内容不一致(保留)

status-pending = 未送信
    .explained = まだ送信していません。
status-accepted = 送信済み
    .explained = 相手側のサーバーが受け取りました。
status-refused = 受取拒否
    .explained = 相手側のサーバーが受け取りを拒否しました。再送はしません。
status-deferred = 再送待ち
    .explained = 相手側のサーバーが一時的に受け取れないため、あとで自動的に再送します。
status-unknown = 到達不明
    .explained = メールを渡した直後に通信が切れたため、届いたかどうかわかりません。二重に届かないよう、自動では再送しません。
status-returned = 差戻し
    .explained = 送信せずに、差出人に戻しました。

returned-refused = 送信禁止のルールに該当しました
returned-declined = 承認者が差し戻しました
returned-review-timeout = 期限までに本人確認がありませんでした
returned-approval-timeout = 期限までに上長承認がありませんでした
returned-undeliverable = どの配送経路でも送信できませんでした
returned-altered = 保管中のデータが変わっていることが分かりました

capacity-approver = 承認者
capacity-deputy = 代理承認者({ $of } の代理)

means-password = パスワード
means-second-factor = パスワードと二段階認証
means-notice-token = 通知メールの専用アドレス
means-command-line = サーバー上のコマンド

mode-observe = 記録のみ
mode-ask = 本人に確認
mode-enforce = 適用

step-drop-bcc = Bcc ヘッダーの削除
step-individualise = 個別送信(宛先分割)
step-to-bcc = BCC変換
step-strip = 添付の取外し
step-footer = 末尾の文の追加
step-zip = 添付の暗号化(AES-256 の zip)
step-link = 添付のダウンロードリンク化
step-trace = 受信経路の記録(Received)
step-dkim = DKIM 署名

change-field-added = ヘッダーの追加
change-field-removed = ヘッダーの削除
change-field-changed = ヘッダーの変更
change-part-added = 添付の追加
change-part-removed = 添付の削除
change-part-changed = 添付の変更
change-line-added = 本文の行の追加
change-line-removed = 本文の行の削除

explain-yes = はい
explain-no = いいえ
explain-parcel = 宛先グループ { $number }(宛先 { $count } 件): { $verdict }
explain-needs = 必要な確認: { $need }
explain-because = 理由: { $reason }
explain-step = 処理: { $step }
