using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>
/// The form of a value: how it is read from YAML, written as JSON, described to an editor (JSON Schema) and to a person. One
/// object knows all four, so they cannot disagree.
/// </summary>
internal abstract class Form<T>
{
    /// <summary>The values allowed, in words that follow "must be": <c>a whole number from 1 to 64</c>.</summary>
    public abstract string Rule { get; }

    /// <summary>The values allowed, short: <c>1 to 64</c>.</summary>
    public abstract string Range { get; }

    /// <summary>The keys within, when the value is a mapping or holds mappings.</summary>
    public virtual IReadOnlyList<KeyDescription> Keys => [];

    /// <summary>Whether a value is one word or number.</summary>
    public virtual bool IsScalar => true;

    /// <summary>Whether a value may hold a password: it is shown in no message, not even when it is refused.</summary>
    public virtual bool IsSecret => false;

    /// <summary>Whether a refused value still holds what could be read of it, so that rules about the rest can be checked in the
    /// same pass.</summary>
    public virtual bool IsPartial => false;

    /// <summary>
    /// Reads <paramref name="node"/>. False: it was refused, and why is among the errors. <paramref name="hint"/> is a value that
    /// would do, for the remedy.
    /// </summary>
    public bool TryRead(YamlNode node, string path, string hint, ReadContext context, out T value)
    {
        value = default!;
        if (node.Kind == YamlNodeKind.Refused)
        {
            return context.Fail(path);
        }

        return node.IsNull
            ? context.Refuse(node, path, "has no value", hint.Length == 0 ? "remove the line or give it one" : $"write {hint}, or remove the line")
            : TryReadValue(node, path, hint, context, out value);
    }

    /// <summary>Null where the value is absent.</summary>
    public abstract JsonNode? ToJson(T value);

    public abstract JsonObject ToSchema();

    protected abstract bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out T value);

    /// <summary>Refuses a value of the right kind that lies outside <paramref name="bounds"/>.</summary>
    protected static bool RefuseBounds(YamlNode node, string path, string bounds, string hint, ReadContext context) =>
        context.Refuse(node, path, $"must lie {bounds}", hint.Length == 0 ? "give such a value" : $"try {hint}");

    /// <summary>Refuses a value that is not of this form at all.</summary>
    protected bool RefuseForm(YamlNode node, string path, string hint, ReadContext context) =>
        context.Refuse(node, path, $"must be {Rule}", hint.Length == 0 ? "give such a value" : $"try {hint}");
}
