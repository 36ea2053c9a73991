using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Configuration;

/// <summary>
/// A mapping whose <c>kind</c> says which of its other keys it has. It is read into a draft that has all of them; a key of another kind, and
/// one that is needed and missing, is refused.
/// </summary>
/// <param name="mapping">All keys.</param>
/// <param name="rules">One a kind. Keys that no rule names belong to every kind.</param>
/// <param name="kindOf">The draft's kind.</param>
/// <param name="create">The value of a complete draft.</param>
/// <param name="draftOf">Back again.</param>
internal sealed class KindForm<TDraft, T>(
    MappingForm<TDraft> mapping, IReadOnlyList<KindRule> rules, Func<TDraft, string> kindOf, Func<TDraft, T> create, Func<T, TDraft> draftOf) : Form<T>
{
    public override string Rule => $"a mapping with kind: {Kinds}";

    public override string Range => "";

    public override bool IsScalar => false;

    public override IReadOnlyList<KeyDescription> Keys => mapping.Keys;

    private string Kinds => string.Join(" or ", rules.Select(r => r.Kind));

    public override JsonNode? ToJson(T value)
    {
        TDraft draft = draftOf(value);
        KindRule rule = RuleOf(draft);
        JsonObject json = mapping.ToJson(draft)!.AsObject();
        foreach (string foreign in json.Select(p => p.Key).Where(key => IsForeign(rule, key)).ToList())
        {
            json.Remove(foreign);
        }

        return json;
    }

    public override JsonObject ToSchema() => mapping.ToSchema();

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out T value)
    {
        value = default!;
        if (node.Kind != YamlNodeKind.Mapping)
        {
            return context.Refuse(node, path, $"must be {Rule}", $"write {{kind: {rules[0].Kind}}}");
        }

        bool read = mapping.TryRead(node, path, "", context, out TDraft draft);
        if (context.Given($"{path}.kind") is null || context.Failed($"{path}.kind"))
        {
            return context.Fail(path);
        }

        KindRule rule = RuleOf(draft);
        foreach ((string key, bool isSecret) in mapping.Keys.Select(k => (k.Name, k.IsSecret)))
        {
            if (IsForeign(rule, key) && context.Given($"{path}.{key}") is { } given)
            {
                string owners = string.Join(" or ", rules.Where(r => r.Has(key)).Select(r => r.Kind));
                context.Errors.Add(
                    given.Line,
                    given.Column,
                    $"{path}.{key}",
                    isSecret || given.IsNull ? "" : given.Shown,
                    $"belongs to kind: {owners}, and this is kind: {rule.Kind}",
                    $"remove {key}, or change kind");
                read = context.Fail($"{path}.{key}");
            }
        }

        foreach ((string key, string example) in rule.Required.Where(r => context.Given($"{path}.{r.Key}") is null))
        {
            context.Errors.Add(node.Line, node.Column, $"{path}.{key}", "", $"is missing for kind: {rule.Kind}", $"add {key}: {example}");
            read = false;
        }

        if (!read)
        {
            return context.Fail(path);
        }

        value = create(draft);
        return true;
    }

    private KindRule RuleOf(TDraft draft) => rules.First(r => r.Kind == kindOf(draft));

    private bool IsForeign(KindRule own, string key) => !own.Has(key) && rules.Any(r => r.Has(key));
}
