using System.Globalization;
using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A duration of whole seconds, minutes, hours or days: <c>90s</c>, <c>10m</c>, <c>12h</c>, <c>7d</c>.</summary>
internal sealed class DurationForm(TimeSpan min, TimeSpan max) : Form<TimeSpan>
{
    /// <summary>Digits that cannot overflow a decimal times a day's seconds; the bounds refuse far smaller numbers anyway.</summary>
    private const int MaxDigits = 18;

    private static readonly (char Letter, long Seconds)[] Units = [('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

    public override string Rule => $"a duration from {Text(min)} to {Text(max)} such as 90s, 10m, 12h or 7d";

    public override string Range => $"{Text(min)} to {Text(max)}";

    public override JsonNode? ToJson(TimeSpan value) => Text(value);

    // Draft 2020-12 cannot bound such a string; the loader does.
    public override JsonObject ToSchema() => new() { ["type"] = "string", ["pattern"] = "^[0-9]+[smhd]$" };

    protected override bool TryReadValue(YamlNode node, string path, string hint, ReadContext context, out TimeSpan value)
    {
        value = default;
        if (node.Kind != YamlNodeKind.Scalar || node.Text.Length is 0 or > MaxDigits + 1)
        {
            return RefuseForm(node, path, hint, context);
        }

        long unit = Units.FirstOrDefault(u => u.Letter == node.Text[^1]).Seconds;
        ReadOnlySpan<char> digits = node.Text.AsSpan(0, node.Text.Length - 1);
        if (unit == 0 || !decimal.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out decimal count))
        {
            return RefuseForm(node, path, hint, context);
        }

        decimal seconds = count * unit;
        if (seconds < (decimal)min.TotalSeconds || seconds > (decimal)max.TotalSeconds)
        {
            return RefuseForm(node, path, hint, context);
        }

        value = TimeSpan.FromSeconds((long)seconds);
        return true;
    }

    /// <summary>In the largest unit that divides it. Below a second it is rounded up: a file cannot say less.</summary>
    private static string Text(TimeSpan value)
    {
        long seconds = (long)Math.Ceiling(value.TotalSeconds);
        (char letter, long unit) = seconds == 0 ? Units[^1] : Units.First(u => seconds % u.Seconds == 0);
        return $"{seconds / unit}{letter}";
    }
}
