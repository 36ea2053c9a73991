using System.Globalization;
using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A number of bytes, plain or with a unit of powers of 1,024: <c>4096</c>, <c>512KiB</c>, <c>2GiB</c>.</summary>
internal sealed class BytesForm(long min, long max) : Form<long>
{
    /// <summary>Digits that cannot overflow a decimal times a TiB; the bounds refuse far smaller numbers anyway.</summary>
    private const int MaxDigits = 15;

    private static readonly (string Suffix, long Bytes)[] Units = [("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("", 1)];

    public override string Rule => $"bytes from {Range}, plain or as in 512KiB, 100MiB or 2GiB";

    public override string Range => $"{Text(min)} to {Text(max)}";

    public override JsonNode? ToJson(long value) => Text(value);

    public override JsonObject ToSchema() => new() { ["type"] = new JsonArray("string", "integer"), ["pattern"] = "^[0-9]+([KMGT]iB)?$" };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out long value)
    {
        value = 0;
        (string suffix, long unit) = Units.First(u => node.Text.EndsWith(u.Suffix, StringComparison.Ordinal));
        ReadOnlySpan<char> digits = node.Text.AsSpan(0, node.Text.Length - suffix.Length);
        if (node.Kind != YamlNodeKind.Scalar || digits.Length > MaxDigits
            || !decimal.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out decimal count))
        {
            return RefuseForm(node, path, hint, context);
        }

        decimal total = count * unit;
        value = total <= max ? (long)total : 0;
        return (total >= min && total <= max) || RefuseBounds(node, path, $"between {Text(min)} and {Text(max)}", hint, context);
    }

    private static string Text(long value)
    {
        (string suffix, long unit) = value == 0 ? Units[^1] : Units.First(u => value % u.Bytes == 0);
        return $"{value / unit}{suffix}";
    }
}
