using System.Globalization;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>Figures in tables: enough digits to compare, no more.</summary>
internal static class Format
{
    public static string Figure(double value) => value.ToString(Math.Abs(value) < 0.01 && value != 0 ? "0.00000" : "0.0000", CultureInfo.InvariantCulture);

    public static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
