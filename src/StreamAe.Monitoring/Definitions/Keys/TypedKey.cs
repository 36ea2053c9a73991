using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A key with its form and its place in the owner. The default is what <paramref name="get"/> finds in a new owner.</summary>
internal sealed class TypedKey<TOwner, T>(
    string name,
    Form<T> form,
    Func<TOwner, T> get,
    Func<TOwner, T, TOwner> set,
    [CallerArgumentExpression(nameof(get))] string getter = "") : Key<TOwner>(name)
{
    public override bool TryReadInto(ref TOwner owner, YamlNode node, string path, TOwner defaults, ReadContext context)
    {
        bool read = form.TryRead(node, path, DefaultText(defaults), context, out T value);
        if (read || (form.IsPartial && value is not null))
        {
            owner = set(owner, value);
        }

        return read;
    }

    public override JsonNode? ToJson(TOwner owner) => form.ToJson(get(owner));

    public override JsonObject ToSchema(TOwner defaults)
    {
        JsonObject schema = form.ToSchema();
        string unit = Unit.Length == 0 ? "" : $" Unit: {Unit}.";
        string raising = Raising.Length == 0 ? "" : $" Raising it {Raising}.";
        schema["description"] = $"{Summary}.{unit}{raising}";
        if (!IsRequired && ToJson(defaults) is { } value)
        {
            schema["default"] = value;
        }

        return schema;
    }

    public override KeyDescription Describe(TOwner defaults) => new(
        Name,
        getter[(getter.IndexOf('.') + 1)..],
        DefaultText(defaults),
        form.Range,
        Unit,
        Summary,
        Raising,
        IsRequired,
        form.Keys,
        form.IsSecret);

    private string DefaultText(TOwner defaults) =>
        !IsRequired && ToJson(defaults) is { } value and not JsonObject ? YamlText.Flow(value) : "";
}
