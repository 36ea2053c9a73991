using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A value that may be absent: null, which is not written.</summary>
internal sealed class OptionalForm<T>(Form<T> inner) : Form<T?>
    where T : class
{
    public override string Rule => inner.Rule;

    public override string Range => inner.Range;

    public override bool IsScalar => inner.IsScalar;

    public override bool IsSecret => inner.IsSecret;

    public override IReadOnlyList<KeyDescription> Keys => inner.Keys;

    public override JsonNode? ToJson(T? value) => value is null ? null : inner.ToJson(value);

    public override JsonObject ToSchema() => inner.ToSchema();

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out T? value)
    {
        bool read = inner.TryRead(node, path, hint, context, out T some);
        value = some;
        return read;
    }
}
