using System.Globalization;

namespace StreamAe.Monitoring.Planning;

/// <summary>Quantities for people, with about three digits.</summary>
public static class Amount
{
    private static readonly string[] Binary = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Bytes(double bytes)
    {
        int unit = 0;
        for (; unit < Binary.Length - 1 && bytes >= 1000; unit++)
        {
            bytes /= 1024;
        }

        return $"{Digits(bytes)} {Binary[unit]}";
    }

    public static string Cores(double cores) => cores is > 0 and < 0.001 ? "under 0.001" : Digits(cores);

    /// <summary>From microseconds to years.</summary>
    public static string Time(double seconds) => seconds switch
    {
        < 1e-6 => $"{Digits(seconds * 1e9)} ns",
        < 1e-3 => $"{Digits(seconds * 1e6)} µs",
        < 1 => $"{Digits(seconds * 1e3)} ms",
        < 120 => $"{Digits(seconds)} s",
        < 7200 => $"{Digits(seconds / 60)} min",
        < 2 * 86_400 => $"{Digits(seconds / 3600)} h",
        < 2 * 365.25 * 86_400 => $"{Digits(seconds / 86_400)} days",
        _ => $"{Digits(seconds / (365.25 * 86_400))} years",
    };

    /// <summary>Three digits, or all of a larger number's.</summary>
    public static string Digits(double value) =>
        value.ToString(
            Math.Abs(value) switch { 0 => "0", >= 1e15 => "0.##e0", >= 100 => "N0", >= 10 => "0.#", >= 1 => "0.##", _ => "0.###" },
            CultureInfo.InvariantCulture);
}
