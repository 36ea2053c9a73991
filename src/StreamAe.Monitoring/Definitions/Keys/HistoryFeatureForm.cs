using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>Entries of <c>features</c> that measure an event by the entity's own earlier ones.</summary>
internal static class HistoryFeatureForm
{
    private static readonly HistoryKind[] Kinds =
    [
        new("ratio", FeatureKind.Ratio, 1, "amount") { HasPrior = true },
        new("mean", FeatureKind.Mean, 1, "amount") { HasPrior = true },
        new("count", FeatureKind.Count, 0, "") { HasWithin = true },
        new("sum", FeatureKind.Sum, 1, "amount") { HasWithin = true },
        new("firstSeen", FeatureKind.FirstSeen, 1, "merchant"),
        new("speed", FeatureKind.Speed, 2, "[latitude, longitude]"),
        new("rarity", FeatureKind.Rarity, 1, "hourOfDay"),
        new("rate", FeatureKind.Rate, 1, "flow") { HasPer = true },
        new("change", FeatureKind.Change, 1, "flow"),
        new("rollingMean", FeatureKind.RollingMean, 1, "flow") { HasWithin = true },
        new("rollingDeviation", FeatureKind.RollingDeviation, 1, "flow") { HasWithin = true },
        new("rollingMin", FeatureKind.RollingMin, 1, "flow") { HasWithin = true },
        new("rollingMax", FeatureKind.RollingMax, 1, "flow") { HasWithin = true },
    ];

    public static bool IsOf(FeatureKind kind) => Kinds.Any(k => k.Kind == kind);

    /// <summary>The keys that a feature has beside its kind.</summary>
    public static IEnumerable<string> KeysOf(FeatureDefinition feature)
    {
        if (feature.Of.Count > 0)
        {
            yield return "of";
        }

        if (feature.Within is not null)
        {
            yield return "within";
        }

        if (feature.Per is not null)
        {
            yield return "per";
        }

        if (feature.Prior is not null)
        {
            yield return "prior";
        }
    }

    public static bool TryRead(FeatureDraft draft, YamlNode node, string path, ReadContext context, out FeatureDefinition value)
    {
        HistoryKind kind = Kinds.First(k => k.Kind == draft.Kind);
        (string word, _, int fields, string example) = kind;
        IReadOnlyList<string> of = draft.Of ?? [];
        string time = (draft.Within ?? draft.Per) is TimeSpan given ? new DurationForm(TimeSpan.Zero, TimeSpan.MaxValue).ToJson(given)!.GetValue<string>() : "";
        value = FeatureDefinition.History(draft.Kind, word, of, time) with
        {
            Within = draft.Within,
            Per = draft.Per,
            Prior = draft.Prior,
            IsContext = draft.IsContext ?? false,
        };
        bool read = true;
        if (of.Count != fields)
        {
            string needs = fields switch { 0 => "names no field", 1 => "names one field", _ => "names two fields, a place" };
            read = FeatureForm.Refuse(
                node, path, "of", $"does not fit: {word} {needs}", fields == 0 ? "remove of" : $"write of: {example}", context);
        }

        if (kind.HasWithin != draft.Within is not null)
        {
            read = FeatureForm.Refuse(
                node,
                path,
                "within",
                kind.HasWithin ? $"is missing: {word} counts within a time" : $"does not fit: {word} has no window",
                kind.HasWithin ? "add within: 1h" : "remove within",
                context);
        }

        (string Key, bool IsGiven)[] unfit =
        [
            ("per", draft.Per is not null && !kind.HasPer),
            ("prior", draft.Prior is not null && !kind.HasPrior),
            ("name", draft.Name is not null),
            ("transform", draft.Transform != NumberTransform.None),
            ("values", draft.Values is not null),
            ("buckets", draft.Buckets is not null),
        ];
        foreach ((string key, bool isGiven) in unfit)
        {
            if (isGiven)
            {
                read = FeatureForm.Refuse(node, path, key, $"does not fit: {word} is computed from the entity's own history", $"remove {key}", context);
            }
        }

        return read;
    }

    /// <summary>Refuses the keys of a history's features where they stand in another kind's.</summary>
    public static bool RefuseKeys(FeatureDraft draft, YamlNode node, string path, ReadContext context)
    {
        bool read = true;
        (string Key, bool IsGiven)[] unfit = [("of", draft.Of is not null), ("within", draft.Within is not null), ("per", draft.Per is not null), ("prior", draft.Prior is not null)];
        foreach ((string key, bool isGiven) in unfit)
        {
            if (isGiven)
            {
                string kind = key == "per" ? "rate" : "ratio";
                read = FeatureForm.Refuse(
                    node, path, key, "belongs to a feature of the entity's history", $"add kind: {kind}, or remove {key}", context);
            }
        }

        return read;
    }
}
