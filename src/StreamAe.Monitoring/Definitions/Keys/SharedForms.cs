namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The forms that several keys have.</summary>
internal static class SharedForms
{
    private const int MostRows = 10_000_000;

    /// <summary>Fewest rows anything is trained from: below this a held-out share says nothing.</summary>
    private const int FewestRows = 32;

    /// <summary>The name of a field.</summary>
    public static TextForm Field { get; } = new(200);

    /// <summary>A name that stands in addresses and keys.</summary>
    public static TextForm Identifier { get; } = new(100, identifier: true);

    /// <summary>How features are scaled.</summary>
    public static ChoiceForm<InputScale> Scale { get; } = new(
        ("standard", InputScale.Standard), ("robust", InputScale.Robust), ("minMax", InputScale.MinMax), ("asinh", InputScale.Asinh));

    /// <summary>A number of rows.</summary>
    public static IntegerForm<int> Rows() => new(FewestRows, MostRows);

    /// <summary>A value, or auto.</summary>
    public static WordOrForm<int?, int> Auto(Form<int> form) => OrWord("auto", form);

    /// <summary>A list, or auto.</summary>
    public static WordOrForm<IReadOnlyList<int>?, IReadOnlyList<int>> Auto(ListForm<int> form) => new(
        "auto", null, form, list => list, (list, out inner) => (inner = list ?? []) is not null && list is not null);

    /// <summary>A value, or a word for none.</summary>
    public static WordOrForm<T?, T> OrWord<T>(string word, Form<T> form)
        where T : struct =>
        new(word, null, form, value => value, (value, out inner) =>
        {
            inner = value.GetValueOrDefault();
            return value.HasValue;
        });
}
