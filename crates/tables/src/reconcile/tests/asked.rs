//! What can be asked, and what is refused.

use super::*;

#[test]
fn the_address_may_be_the_key_and_a_name_may_have_a_sign() {
    let by_address = compare(
        &asked("mail", Some("mail")),
        "mail,v/a@x.jp,1/A@X.jp,2/b@x.jp,3".replace('/', "\n").as_str(),
        "mail,v\nb@x.jp,3\n",
        None,
        &Limits::default(),
        1,
    );
    assert_eq!(told(&by_address), "identical 1/1, only-a 2/0, duplicate-address 2/0");
    let signed = compare(&asked("a=b", None), "a=b,v\n1,x\n", "a=b,v\n1,x\n", None, &Limits::default(), 1);
    assert_eq!(told(&signed), "identical 1/1");
}

#[test]
fn lists_without_rows_say_nothing() {
    let (_rows, rows) = table("id,v\n1,x\n");
    let (_none, none) = table("id,v\n");
    for (a, b, master) in
        [(&none, &none, None), (&none, &rows, None), (&rows, &none, None), (&rows, &rows, Some(&none))]
    {
        let error = reconcile(&asked("id", None), a, b, master, &Limits::default(), NonZeroUsize::MIN).unwrap_err();
        assert_eq!((error.code(), error.place().unwrap().file), ("no-rows", none.name().to_owned()));
    }
}

#[test]
fn what_is_asked_wrongly_is_an_error() {
    let (_a, a) = table("id,name,mail\n1,x,y\n");
    let (_b, b) = table("id,namae,mail,mail\n1,x,y,z\n");
    let plan = |asked: &Asked| Plan::new(asked, &a, &b, None).map(|_| ()).unwrap_err();
    let nearest = |error: TableError| match error {
        TableError::NoColumn { column, nearest, .. } => format!("{column}: {nearest:?}"),
        other => other.code().to_owned(),
    };
    let with = |change: fn(&mut Asked)| {
        let mut asked = Asked { key: vec![Names::of("id")], ..Asked::default() };
        change(&mut asked);
        nearest(plan(&asked))
    };
    assert_eq!(nearest(plan(&Asked::default())), "no-key");
    assert_eq!(with(|asked| asked.key = vec![Names::of("ids")]), "ids: Some(\"id\")");
    assert_eq!(with(|asked| asked.map = vec![Names::of("name")]), "name: Some(\"namae\")");
    assert_eq!(with(|_| ()), "two-columns");
    assert_eq!(with(|asked| asked.ignore = vec!["maill".to_owned()]), "maill: Some(\"mail\")");
    assert_eq!(with(|asked| asked.ignore = vec!["mail".to_owned(), "name".to_owned()]), "nothing-to-compare");
    let address = |asked: &mut Asked| {
        asked.ignore = vec!["mail".to_owned()];
        asked.map = vec![Names::of("name=namae")];
        asked.address = Some("mail".to_owned());
    };
    assert_eq!(with(address), "two-uses");
    assert_eq!(with(|asked| asked.ignore = vec!["id".to_owned()]), "two-uses");
    assert_eq!(with(|asked| asked.map = vec![Names::of("name=namae"), Names::of("mail=namae")]), "two-uses");
    // The address is only in A: the file that lacks it is named.
    let (_c, c) = table("id,e-mail\n1,y\n");
    let mut asked = Asked { key: vec![Names::of("id")], address: Some("mail".to_owned()), ..Asked::default() };
    asked.map = vec![Names::of("name=e-mail")];
    let error = Plan::new(&asked, &a, &c, None).map(|_| ()).unwrap_err();
    let TableError::NoColumn { place, nearest, .. } = &error else { panic!("{error}") };
    assert_eq!((place.file.as_str(), nearest.as_deref()), (c.name(), Some("e-mail")));
}
