using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>Entries of <c>features</c> that measure an event by the entity's own earlier ones.</summary>
internal static class HistoryFeatureForm
{
    /// <summary>The kinds with their words, how many fields each names, and which of the other keys it may have.</summary>
    private static readonly (string Word, FeatureKind Kind, int Fields, bool HasWithin, bool HasPrior, string Example)[] Kinds =
    [
        ("ratio", FeatureKind.Ratio, 1, false, true, "amount"),
        ("mean", FeatureKind.Mean, 1, false, true, "amount"),
        ("count", FeatureKind.Count, 0, true, false, ""),
        ("sum", FeatureKind.Sum, 1, true, false, "amount"),
        ("firstSeen", FeatureKind.FirstSeen, 1, false, false, "merchant"),
        ("speed", FeatureKind.Speed, 2, false, false, "[latitude, longitude]"),
        ("rarity", FeatureKind.Rarity, 1, false, false, "hourOfDay"),
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

        if (feature.Prior is not null)
        {
            yield return "prior";
        }
    }

    public static bool TryRead(FeatureDraft draft, YamlNode node, string path, ReadContext context, out FeatureDefinition value)
    {
        (string word, _, int fields, bool hasWithin, bool hasPrior, string example) = Kinds.First(k => k.Kind == draft.Kind);
        IReadOnlyList<string> of = draft.Of ?? [];
        string within = draft.Within is TimeSpan time ? new DurationForm(TimeSpan.Zero, TimeSpan.MaxValue).ToJson(time)!.GetValue<string>() : "";
        value = FeatureDefinition.History(draft.Kind, word, of, within) with
        {
            Within = draft.Within,
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

        if (hasWithin != draft.Within is not null)
        {
            read = FeatureForm.Refuse(
                node,
                path,
                "within",
                hasWithin ? $"is missing: {word} counts within a time" : $"does not fit: {word} has no window",
                hasWithin ? "add within: 1h" : "remove within",
                context);
        }

        (string Key, bool IsGiven)[] unfit =
        [
            ("prior", draft.Prior is not null && !hasPrior),
            ("name", draft.Name is not null),
            ("transform", draft.Transform != NumberTransform.None),
            ("values", draft.Values is not null),
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
        (string Key, bool IsGiven)[] unfit = [("of", draft.Of is not null), ("within", draft.Within is not null), ("prior", draft.Prior is not null)];
        foreach ((string key, bool isGiven) in unfit)
        {
            if (isGiven)
            {
                read = FeatureForm.Refuse(
                    node, path, key, "belongs to a feature of the entity's history", $"add kind: ratio, or remove {key}", context);
            }
        }

        return read;
    }
}
