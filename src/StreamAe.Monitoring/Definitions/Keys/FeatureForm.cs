using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A feature: the name of a numeric field alone, or a mapping.</summary>
internal sealed class FeatureForm(TextForm name, MappingForm<FeatureDraft> mapping) : Form<FeatureDefinition>
{
    public override string Rule => "the name of a numeric field, or a mapping with keys such as name";

    public override string Range => "";

    public override bool IsScalar => false;

    public override IReadOnlyList<KeyDescription> Keys => mapping.Keys;

    public override JsonNode? ToJson(FeatureDefinition value) => value switch
    {
        { Kind: FeatureKind.Number, Transform: NumberTransform.None, IsContext: false, Scale: null } => value.Name,
        { Kind: FeatureKind.Number } => Keep(value, new FeatureDraft { Name = value.Name, Transform = value.Transform }, "name", "transform"),
        { IsOfHistory: true } => Keep(
            value,
            new FeatureDraft { Kind = value.Kind, Of = value.Of, Within = value.Within, Per = value.Per, Prior = value.Prior },
            ["kind", .. HistoryFeatureForm.KeysOf(value)]),
        { Kind: FeatureKind.Category, Buckets: not null } => Keep(
            value, new FeatureDraft { Name = value.Name, Kind = value.Kind, Buckets = value.Buckets }, "name", "kind", "buckets"),
        { Kind: FeatureKind.Category } => Keep(
            value, new FeatureDraft { Name = value.Name, Kind = value.Kind, Values = value.Categories }, "name", "kind", "values"),
        _ => Keep(value, new FeatureDraft { Kind = value.Kind }, "kind"),
    };

    public override JsonObject ToSchema() => new() { ["anyOf"] = new JsonArray(name.ToSchema(), mapping.ToSchema()) };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out FeatureDefinition value)
    {
        value = null!;
        if (node.Kind == YamlNodeKind.Scalar)
        {
            if (!name.TryRead(node, path, "", context, out string field))
            {
                return false;
            }

            if (MonitorKeys.ComputedKinds.Any(k => k.Word == field))
            {
                context.Errors.Warn(
                    node.Line,
                    node.Column,
                    path,
                    field,
                    "names a numeric field here",
                    field == FeatureDefinition.Numbers.Name
                        ? $"write {{kind: {field}}} for all numeric fields"
                        : $"write {{kind: {field}}} for the feature computed from the event time");
            }

            value = FeatureDefinition.Number(field);
            return true;
        }

        if (node.Kind != YamlNodeKind.Mapping)
        {
            return RefuseForm(node, path, hint, context);
        }

        if (!mapping.TryRead(node, path, "", context, out FeatureDraft draft))
        {
            return false;
        }

        bool isHistory = HistoryFeatureForm.IsOf(draft.Kind);
        bool read = isHistory ? HistoryFeatureForm.TryRead(draft, node, path, context, out value)
            : draft.Kind is FeatureKind.Number or FeatureKind.Category ? TryReadField(draft, node, path, context, out value)
            : TryReadComputed(draft, node, path, context, out value);
        read &= TryScale(draft, node, path, context, ref value);
        return isHistory ? read : HistoryFeatureForm.RefuseKeys(draft, node, path, context) && read;
    }

    private static bool TryScale(FeatureDraft draft, YamlNode node, string path, ReadContext context, ref FeatureDefinition value)
    {
        value = value with { Scale = draft.Scale };
        return draft.Scale is null
            || draft.Kind is not (FeatureKind.Category or FeatureKind.HourOfDay or FeatureKind.Weekday)
            || Refuse(node, path, "scale", "belongs to a feature that is one number, and this is several inputs", "remove scale", context);
    }

    private static bool TryReadField(FeatureDraft draft, YamlNode node, string path, ReadContext context, out FeatureDefinition value)
    {
        value = new FeatureDefinition(draft.Name ?? "", draft.Kind, draft.Transform, draft.Values ?? [])
        {
            IsContext = draft.IsContext ?? FeatureDefinition.IsContextByItself(draft.Kind),
            Buckets = draft.Buckets,
        };
        bool read = true;
        if (draft.Name is null)
        {
            read = Refuse(node, path, "name", "is missing", "add name: and the field to read", context);
        }

        if (draft.Kind == FeatureKind.Category && draft.Values is null && draft.Buckets is null)
        {
            read = Refuse(node, path, "values", "is missing for a category", "add values: [a, b], every value that is usual, or buckets: 16", context);
        }

        if (draft.Kind == FeatureKind.Category && draft.Values is not null && draft.Buckets is not null)
        {
            read = Refuse(node, path, "buckets", "does not fit: a category lists its values or hashes them", "remove values or buckets", context);
        }

        if (draft.Kind == FeatureKind.Number && draft.Buckets is not null)
        {
            read = Refuse(node, path, "buckets", "belongs to a category, and this is a number", "add kind: category or remove buckets", context);
        }

        if (draft.Kind == FeatureKind.Number && draft.Values is not null)
        {
            read = Refuse(node, path, "values", "belongs to a category, and this is a number", "add kind: category or remove values", context);
        }

        if (draft.Kind == FeatureKind.Category && draft.Transform != NumberTransform.None)
        {
            read = Refuse(node, path, "transform", "belongs to a number, and this is a category", "remove transform", context);
        }

        return read;
    }

    private static bool TryReadComputed(FeatureDraft draft, YamlNode node, string path, ReadContext context, out FeatureDefinition value)
    {
        string word = MonitorKeys.ComputedKinds.First(k => k.Kind == draft.Kind).Word;
        value = new FeatureDefinition(word, draft.Kind, NumberTransform.None, []) { IsContext = draft.IsContext ?? FeatureDefinition.IsContextByItself(draft.Kind) };
        bool read = true;
        (string, bool)[] unfit =
        [
            ("name", draft.Name is not null),
            ("transform", draft.Transform != NumberTransform.None),
            ("values", draft.Values is not null),
            ("buckets", draft.Buckets is not null),
        ];
        foreach ((string key, bool given) in unfit)
        {
            if (given)
            {
                read = Refuse(node, path, key, $"does not fit: {word} {(draft.Kind == FeatureKind.Numbers ? "stands for many fields" : "is computed from the event time")}", $"remove {key}", context);
            }
        }

        return read;
    }

    /// <summary>Reports at the key where it is given, else at the feature.</summary>
    internal static bool Refuse(YamlNode node, string path, string key, string rule, string remedy, ReadContext context)
    {
        string keyPath = $"{path}.{key}";
        YamlNode at = context.Given(keyPath) ?? node;
        context.Errors.Add(at.Line, at.Column, keyPath, at == node ? "" : at.Shown, rule, remedy);
        return context.Fail(path);
    }

    /// <summary>The draft as JSON with only the keys that say something.</summary>
    private JsonObject Keep(FeatureDefinition value, FeatureDraft draft, params ReadOnlySpan<string> keys)
    {
        JsonObject all = mapping.ToJson(draft)!.AsObject();
        JsonObject kept = [];
        foreach (string key in keys)
        {
            kept[key] = all[key]?.DeepClone() ?? throw new ArgumentException($"Feature '{value.Name}' has no {key}.", nameof(value));
        }

        if (value.Scale is InputScale scale)
        {
            kept["scale"] = SharedForms.Scale.ToJson(scale);
        }

        if (value.IsContext != FeatureDefinition.IsContextByItself(value.Kind))
        {
            kept["context"] = value.IsContext;
        }

        return kept;
    }
}
