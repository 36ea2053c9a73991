using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A key of a mapping that describes a <typeparamref name="TOwner"/>.</summary>
internal abstract class Key<TOwner>(string name)
{
    public string Name => name;

    public bool IsRequired { get; init; }

    /// <summary>What it is; full sentences without the last stop.</summary>
    public required string Summary { get; init; }

    /// <summary>What raising it does, to follow "raising it".</summary>
    public string Raising { get; init; } = "";

    public string Unit { get; init; } = "";

    public abstract bool TryReadInto(ref TOwner owner, YamlNode node, string path, TOwner defaults, ReadContext context);

    public abstract JsonNode? ToJson(TOwner owner);

    public abstract JsonObject ToSchema(TOwner defaults);

    public abstract KeyDescription Describe(TOwner defaults);
}
