### デモ(`sekisho demo`)が表示する言葉。count, of, row, passed, persons, at-least は数

demo-table = 事故の再現
demo-stopped = 止めた
demo-not-stopped = 止まらなかった
demo-evidence = 証跡 #{ $number }

demo-what-ticket-shift = チケット購入者{ $count }人への一斉配信。送信用データのアドレスが{ $row }行目から1行ずれている
demo-what-ticket-shift-outside = 同じ{ $count }通を、外部の差し込みメールソフトから関所を通して送った場合
demo-what-list-attached = 登録者{ $count }人の一覧を、全員あてのメールに添付
demo-what-wrong-list = 委託先の一覧で、{ $of }人のうち{ $count }人に別の人のギフトコードが付いている
demo-what-to-not-bcc = 宛先(To)に{ $count }件のアドレス
demo-what-list-drift = 庁内のメーリングリストに外部のアドレスが混ざっている

demo-by-ticket-shift-outside = { $row }通目から保留: 宛先と別の人の名前がある{ $count }通。正しい{ $passed }通だけが出ました
demo-by-wrong-list = 別々に作られた2つの一覧({ $level })の{ $count }行が食い違う: 説明がつくまで承認できません
demo-by-to-not-bcc = 個別送信に変更: { $count }通、それぞれ本人のアドレスだけが見えます
demo-by-held = 承認待ちで保留: { $findings }
demo-by-passed = 通過しました

demo-persons = 本人{ $at-least }〜{ $persons }人: { $kinds }
    .same = 本人{ $persons }人: { $kinds }

demo-console = 管理画面
demo-mailboxes = 届いたメール
demo-doors = SMTP
demo-configuration = 設定
demo-verify = 証跡の検証
demo-accounts = アカウント(パスワードは共通)
demo-end = 終了: Ctrl-C。フォルダー { $folder } ごと消えます
demo-ended = フォルダー { $folder } は消えました(--once)
