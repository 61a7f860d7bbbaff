### 証跡の記録。属性 .told は、だれが・どのようにを含む文

event-accepted = 受付
    .told = メールを受け付けました(宛先 { $count } 件)。
event-decided = 判定
    .told = 判定: { $verdict }(宛先 { $count } 件、検知 { $findings } 件)。
event-stuck = 処理できず保留
    .told = 処理できなかったため、人の確認を待っています(段階: { $stage })。
event-waited = 送信待機の終了
    .told = 送信待機の時間が終わりました。
event-reviewed = 本人確認
    .told = { $by } さんが本人確認をしました({ $means })。
event-approved = 承認
    .told = { $by } さんが「{ $group }」の{ $capacity }として承認しました({ $means })。
event-thawed = 凍結解除
    .told = { $by } さんが事故 { $incident } の凍結を解除しました。
event-released = 送信許可
    .told = 必要な確認がすべて済み、送信が許可されました。
event-discarded = 破棄
    .told = { $by } さんが送信を取り止め、破棄しました。
event-stopped-inside = 社内の受信者による停止
    .told = { $by } さんが、社内の受信者として社外への送信を止めました({ $means })。
event-returned = 差戻し
    .told = 差出人に差し戻しました({ $reason })。
    .refused = 送信禁止とし、差出人に差し戻しました。理由: { $reason }
event-edited = 宛先の変更
    .told = { $by } さんが宛先を変更しました。それまでの確認と承認は無効になりました。
event-altered = 内容不一致
    .told = 保存した内容が封印と一致しないため、保留しました。
event-delivered = 送信結果
    .told = { $number } 番目の宛先: { $outcome }(応答コード { $code }、経路 { $upstream })。
event-notified = 通知
    .told = { $to } さんに通知しました({ $notice })。
event-revealed = 伏せた情報の表示
    .told = { $by } さんが { $number } 番目の検知の伏せた情報を表示しました。
event-viewed = 送信内容の閲覧
    .told = { $by } さんが、送信される内容を表示しました。
event-link-made = ダウンロードリンクの作成
    .told = 添付のダウンロードリンクを作成しました。
event-link-code-sent = 確認コードの送信
    .told = ダウンロードの確認コードを、受信者のメールボックスに送りました。
event-link-opened = ダウンロード
    .told = { $number } 番目の宛先の受信者がファイルをダウンロードしました。
event-link-refused = ダウンロードの拒否
    .told = 確認コードの誤り、または受信者でない方の要求のため、ダウンロードを拒否しました。
event-link-locked = ダウンロードリンクの停止
    .told = ダウンロードリンクを停止しました(操作: { $by })。
event-signed-in = サインイン
    .told = { $user } さんがサインインしました({ $means })。
event-sign-in-failed = サインインの失敗
    .told = 「{ $user }」としてのサインインに失敗しました。
event-signed-out = サインアウト
    .told = { $user } さんがサインアウトしました。
event-user-changed = アカウントの変更
    .told = アカウント「{ $user }」を変更しました({ $change }、操作: { $by })。
event-list-changed = メーリングリストの変更
    .told = メーリングリスト { $list } を変更しました({ $change }、操作: { $by })。
event-policy-loaded = ルールの適用
    .told = ルールを適用しました(操作: { $by })。
event-policy-tried = ルールの試行
    .told = { $by } さんがルールを過去のメール { $letters } 件で試しました(保留または送信禁止 { $held } 件)。
event-started = 起動
    .told = Sekisho { $version } が起動しました。
event-shredded = 鍵の破棄
    .told = メールの暗号鍵を破棄しました。内容はもう読めません。
event-spool-damaged = 保管領域の異常
    .told = 起動時に、保管したメールの記録が終了時と異なっていました(読めないメール { $unreadable } 件、損傷 { $damaged } 箇所、記録の欠落: { $lost }、データベースの再作成: { $rebuilt })。
event-milter-answered = メールサーバーへの回答
    .told = メールサーバーに残るメールを判定しました: { $verdict }(宛先 { $count } 件、検知 { $findings } 件)。
event-campaign-acted = 一斉配信
    .told = 一斉配信 { $campaign }: { $act }(操作: { $by })。
event-campaign-row-moved = 一斉配信の宛先
    .told = 一斉配信 { $campaign } の { $row } 行目: { $step }(操作: { $by })。

## 記録の中の言葉

event-nobody = システム

event-yes = あり
event-no = なし

stage-judge = 判定
stage-read = メールの読み出し

user-change-added = 追加
user-change-password = パスワードの設定
user-change-password-reset = パスワードの再設定
user-change-disabled = 利用停止
user-change-enabled = 利用再開
user-change-roles = 役割の変更
user-change-addresses = アドレスの変更
user-change-language = 表示言語の変更
user-change-second-factor = 二段階認証の設定
user-change-second-factor-reset = 二段階認証の解除

list-change-added = 追加
list-change-removed = 廃止
list-change-members = メンバーの変更
list-change-owners = 管理者の変更

campaign-act-made = ファイルを取り込みました
campaign-act-checked = 全メールを作成して読み返しました({ $rows } 件中 { $ready } 件が送信可能)
campaign-act-tried = テスト用アドレスに試し送りをしました({ $rows } 通)
campaign-act-proposed = 承認を依頼しました({ $rows } 件)
campaign-act-approved = 承認しました
campaign-act-released = 送信を許可しました
campaign-act-part-opened = 区分 { $number }({ $purpose })に { $rows } 件を割り当てました
campaign-act-paused = 一時停止しました。理由: { $why }
campaign-act-resumed = 再開しました
campaign-act-stopped = 停止しました。未送信の宛先は取り消しました
campaign-act-complained = 苦情を受け付けました
campaign-act-complained-row = { $row } 行目についての苦情を受け付けました
campaign-act-ended = すべての宛先の送信が終わりました
campaign-act-forgotten = ファイル・文面・応答を消去しました

campaign-part-purpose-canary = 先行配信
campaign-part-purpose-rest = 残り
campaign-part-purpose-resend = 再送

campaign-pause-person = 担当者の操作
campaign-pause-other-person = 宛先と別の人の名前がメールにあります
campaign-pause-altered = 保存した内容が承認したものと一致しません
campaign-pause-refused = ルールによりメールが送信禁止になりました
campaign-pause-found-again = 台帳にないメールが見つかりました

campaign-step-claim = 送信準備
campaign-step-give-back = 準備の取り消し
campaign-step-hand-over = 引き渡し中
campaign-step-put-off = 送信先から後で送るよう求められました
campaign-step-accept = 送信先が受け取りました
campaign-step-fail = 送信失敗
campaign-step-lose = 届いたか不明
campaign-step-withdraw = 取り消し
campaign-step-settle-accepted = 届いたことを確認
campaign-step-settle-failed = 届いていないことを確認
campaign-step-resend = 再送の対象
