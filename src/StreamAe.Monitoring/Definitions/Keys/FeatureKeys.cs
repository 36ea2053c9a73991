namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The keys of an entry of <c>features</c>.</summary>
internal static class FeatureKeys
{
    public static MappingForm<FeatureDraft> Form { get; } = new(
        new FeatureDraft(),
        [
            new TypedKey<FeatureDraft, string?>("name", new OptionalForm<string>(SharedForms.Field), d => d.Name, (d, v) => d with { Name = v })
            {
                Summary = "The field to read. Needed by numbers and categories, not allowed for the other kinds",
            },
            new TypedKey<FeatureDraft, FeatureKind>(
                "kind",
                new ChoiceForm<FeatureKind>(
                    ("number", FeatureKind.Number),
                    ("category", FeatureKind.Category),
                    ("hourOfDay", FeatureKind.HourOfDay),
                    ("weekday", FeatureKind.Weekday),
                    ("sinceLast", FeatureKind.SinceLast),
                    ("numbers", FeatureKind.Numbers),
                    ("ratio", FeatureKind.Ratio),
                    ("mean", FeatureKind.Mean),
                    ("count", FeatureKind.Count),
                    ("sum", FeatureKind.Sum),
                    ("firstSeen", FeatureKind.FirstSeen),
                    ("speed", FeatureKind.Speed),
                    ("rarity", FeatureKind.Rarity),
                    ("rate", FeatureKind.Rate),
                    ("change", FeatureKind.Change),
                    ("rollingMean", FeatureKind.RollingMean),
                    ("rollingDeviation", FeatureKind.RollingDeviation),
                    ("rollingMin", FeatureKind.RollingMin),
                    ("rollingMax", FeatureKind.RollingMax)),
                d => d.Kind,
                (d, v) => d with { Kind = v })
            {
                Summary = "A numeric field, a field with listed values or hashed ones (one-hot), the hour of the day or the day of the week (UTC, on a circle), "
                    + "log(1 + seconds since the entity's previous event), or numbers, every numeric field that no other entry names. Of the entity's own "
                    + "history before the event: ratio, log of a field over its robust mean; mean, log of that mean; count and sum, log(1 + events, "
                    + "or a field's sum, within a time); firstSeen, 1 for a value it has not had, else 0; speed, log(1 + km/h) from its last place; "
                    + "rarity, −ln of the share of its events with that category, or at that hour; change, a field less its value in the row before, and rate, "
                    + "that ÷ the time between; rollingMean, rollingDeviation, rollingMin and rollingMax of a field over the rows of a time, this one left out",
            },
            new TypedKey<FeatureDraft, NumberTransform>(
                "transform",
                new ChoiceForm<NumberTransform>(
                    ("none", NumberTransform.None), ("log1p", NumberTransform.Log1p), ("signedLog", NumberTransform.SignedLog)),
                d => d.Transform,
                (d, v) => d with { Transform = v })
            {
                Summary = "Applied to a number before it is standardised. log1p, log(1 + x), suits amounts and counts; signedLog, "
                    + "sign(x)·log(1 + |x|), the same with both signs",
            },
            new TypedKey<FeatureDraft, IReadOnlyList<string>?>(
                "values",
                new OptionalForm<IReadOnlyList<string>>(new ListForm<string>(SharedForms.Field, 1, 1000, ("value", v => v))),
                d => d.Values,
                (d, v) => d with { Values = v })
            {
                Summary = "The values of a category, each one input. A value that is not listed counts as \"other\"",
            },
            new TypedKey<FeatureDraft, int?>(
                "buckets", SharedForms.OrWord("none", new IntegerForm<int>(2, 1024)), d => d.Buckets, (d, v) => d with { Buckets = v })
            {
                Summary = "In place of values: the inputs of a category whose values nobody lists. A value belongs to the one its hash says, always the "
                    + "same, and shares it with others; none is unknown",
                Unit = "inputs",
                Raising = "keeps values apart, and costs inputs",
            },
            new TypedKey<FeatureDraft, IReadOnlyList<string>?>(
                "of",
                new OptionalForm<IReadOnlyList<string>>(new OneOrListForm<string>(SharedForms.Field, new ListForm<string>(SharedForms.Field, 1, 2))),
                d => d.Of,
                (d, v) => d with { Of = v })
            {
                Summary = "What a feature of the entity's history measures: the field of ratio, mean, sum, firstSeen, change, rate and the rolling "
                    + "kinds; [latitude, longitude] in degrees for speed; a category of this monitor or hourOfDay for rarity",
            },
            new TypedKey<FeatureDraft, TimeSpan?>(
                "within",
                SharedForms.OrWord("none", new DurationForm(TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650))),
                d => d.Within,
                (d, v) => d with { Within = v })
            {
                Summary = "How far count, sum and the rolling kinds reach back: an event that long ago counts 1/e of a new one, and for rollingMin and "
                    + "rollingMax, which know the time by eighths of it, no more",
                Raising = "sees slower habits, and bursts less clearly",
            },
            new TypedKey<FeatureDraft, TimeSpan?>(
                "per", SharedForms.OrWord("auto", new DurationForm(TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650))), d => d.Per, (d, v) => d with { Per = v })
            {
                Summary = "The unit of time of a rate: with 1h, units of the field an hour. auto is a second",
            },
            new TypedKey<FeatureDraft, double?>(
                "prior", SharedForms.OrWord("none", new NumberForm<double>(0, 1e12, openMin: true)), d => d.Prior, (d, v) => d with { Prior = v })
            {
                Summary = "Where the mean of ratio and mean begins, as if the entity had had five such values: what is usual for all entities. none "
                    + "begins at its first value",
            },
            new TypedKey<FeatureDraft, InputScale?>(
                "scale", SharedForms.OrWord("auto", SharedForms.Scale), d => d.Scale, (d, v) => d with { Scale = v })
            {
                Summary = "How the feature is scaled where that is not as the monitor's scale says, which is auto. For features that are one number, and "
                    + "for numbers; a category, an hour and a weekday are points already",
            },
            new TypedKey<FeatureDraft, bool?>(
                "context", SharedForms.OrWord("auto", new BooleanForm()), d => d.IsContext, (d, v) => d with { IsContext = v })
            {
                Summary = "Whether the model is given the feature as context, encoder and decoder alike, instead of reconstructing it: what is "
                    + "normal may then depend on it, and it is neither scored nor named in an explanation. auto: hourOfDay and weekday are "
                    + "context, the others not",
            },
        ]);
}
