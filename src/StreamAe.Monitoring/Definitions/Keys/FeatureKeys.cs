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
                    ("numbers", FeatureKind.Numbers)),
                d => d.Kind,
                (d, v) => d with { Kind = v })
            {
                Summary = "A numeric field, a field with listed values (one-hot), the hour of the day or the day of the week (UTC, on a circle), "
                    + "log(1 + seconds since the entity's previous event), or numbers, every numeric field that no other entry names",
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
            new TypedKey<FeatureDraft, bool?>(
                "context", SharedForms.OrWord("auto", new BooleanForm()), d => d.IsContext, (d, v) => d with { IsContext = v })
            {
                Summary = "Whether the model is given the feature as context, encoder and decoder alike, instead of reconstructing it: what is "
                    + "normal may then depend on it, and it is neither scored nor named in an explanation. auto: hourOfDay and weekday are "
                    + "context, the others not",
            },
        ]);
}
