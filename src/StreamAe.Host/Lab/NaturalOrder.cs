using System.Globalization;

namespace StreamAe.Host.Lab;

/// <summary>Words in the order people expect: numbers by size, before words by letters.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        bool isNumber = double.TryParse(x, NumberStyles.Float, CultureInfo.InvariantCulture, out double a);
        bool isOther = double.TryParse(y, NumberStyles.Float, CultureInfo.InvariantCulture, out double b);
        return isNumber && isOther && a != b ? a.CompareTo(b) : isNumber != isOther ? (isNumber ? -1 : 1) : string.CompareOrdinal(x, y);
    }
}
