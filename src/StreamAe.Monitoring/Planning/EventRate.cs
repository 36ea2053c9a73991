using System.Globalization;

namespace StreamAe.Monitoring.Planning;

/// <summary>How many events come: <c>5000/s</c> over all entities, or <c>1/min per entity</c>.</summary>
/// <param name="PerSecond">Above 0.</param>
/// <param name="IsPerEntity">Of each entity instead of all together.</param>
public readonly record struct EventRate(double PerSecond, bool IsPerEntity)
{
    /// <summary>An event in thirty years.</summary>
    private const double Least = 1e-9;

    /// <summary>Far beyond any source; keeps what is reckoned with it finite.</summary>
    private const double Most = 1e12;

    private static readonly (string Name, double Seconds)[] Units =
    [
        ("s", 1), ("sec", 1), ("second", 1), ("m", 60), ("min", 60), ("minute", 60), ("h", 3600), ("hour", 3600), ("d", 86_400), ("day", 86_400),
    ];

    /// <summary>The values allowed, in words that follow "must be".</summary>
    public static string Rule => "a number above 0 with a unit of time, such as 5000/s, 20/min or 1e6/h for all entities together, or 1/min per entity";

    /// <summary>Of all entities together.</summary>
    public double TotalPerSecond(long entities) => IsPerEntity ? PerSecond * entities : PerSecond;

    /// <summary>A number alone counts a second.</summary>
    public static bool TryParse(string text, out EventRate rate)
    {
        ArgumentNullException.ThrowIfNull(text);
        rate = default;
        string rest = text.Trim();
        bool isPerEntity = false;
        foreach (string each in (string[])[" per entity", "/entity", " each"])
        {
            if (rest.EndsWith(each, StringComparison.Ordinal))
            {
                (isPerEntity, rest) = (true, rest[..^each.Length].TrimEnd());
                break;
            }
        }

        string[] parts = rest.Split('/');
        double seconds = parts.Length == 1 ? 1 : Array.Find(Units, u => u.Name == parts[1].Trim()).Seconds;
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowTrailingWhite;
        if (parts.Length > 2 || seconds == 0 || !double.TryParse(parts[0], Style, CultureInfo.InvariantCulture, out double count))
        {
            return false;
        }

        double perSecond = count / seconds;
        rate = new EventRate(perSecond, isPerEntity);
        return perSecond is >= Least and <= Most;
    }
}
