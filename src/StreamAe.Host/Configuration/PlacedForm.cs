using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Configuration;

/// <summary>A form whose values remember where they stand.</summary>
internal sealed class PlacedForm<T>(Form<T> inner) : Form<Placed<T>>
{
    public override string Rule => inner.Rule;

    public override string Range => inner.Range;

    public override bool IsScalar => inner.IsScalar;

    public override IReadOnlyList<KeyDescription> Keys => inner.Keys;

    public override JsonNode? ToJson(Placed<T> value) => inner.ToJson(value.Value);

    public override JsonObject ToSchema() => inner.ToSchema();

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out Placed<T> value)
    {
        bool read = inner.TryRead(node, path, hint, context, out T some);
        value = new Placed<T>(some, node, path);
        return read;
    }
}
