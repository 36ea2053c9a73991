using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A word with a meaning of its own (<c>auto</c>, <c>never</c>, <c>all</c>, <c>none</c>) or a value of another form.</summary>
/// <param name="word">The word.</param>
/// <param name="wordValue">What the word stands for.</param>
/// <param name="inner">The other form.</param>
/// <param name="wrap">From a value of the other form.</param>
/// <param name="unwrap">Back again; false when the value is the word's.</param>
internal sealed class WordOrForm<T, TInner>(
    string word, T wordValue, Form<TInner> inner, Func<TInner, T> wrap, WordOrForm<T, TInner>.Unwrap unwrap) : Form<T>
{
    public delegate bool Unwrap(T value, out TInner inner);

    public override string Rule => $"{word} or {inner.Rule}";

    public override string Range => inner.Range.Length == 0 ? $"{word} or the keys below" : $"{word} or {inner.Range}";

    public override bool IsPartial => inner.IsPartial;

    public override IReadOnlyList<KeyDescription> Keys => inner.Keys;

    public override JsonNode? ToJson(T value) => unwrap(value, out TInner other) ? inner.ToJson(other) : word;

    public override JsonObject ToSchema() => new() { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = word }, inner.ToSchema()) };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out T value)
    {
        value = wordValue;
        if (node.Kind == YamlNodeKind.Scalar && node.Text == word)
        {
            return true;
        }

        // A scalar where the other form is a list or a mapping: the message must name the word as well.
        if (node.Kind == YamlNodeKind.Scalar && (NearestWord.Find(node.Text, [word]) is not null || !inner.IsScalar))
        {
            return context.Refuse(node, path, $"must be {Rule}", $"try {word}");
        }

        bool read = inner.TryRead(node, path, word, context, out TInner other);
        if (read || (inner.IsPartial && other is not null))
        {
            value = wrap(other);
        }

        return read;
    }
}
