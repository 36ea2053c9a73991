namespace StreamAe.Host.Lab;

/// <summary>Sizes of memory as people write them: <c>512 MiB</c>, <c>1.5 GiB</c>.</summary>
internal static class ByteText
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    public static string Of(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0 ? $"{bytes} B" : $"{value:0.0} {Units[unit]}";
    }

    /// <summary>Bytes, or a number with one of the units (<c>2GiB</c>, <c>1.5 GiB</c>, <c>200M</c>).</summary>
    public static bool TryParse(string text, out long bytes)
    {
        string digits = text.TrimEnd("BbIiKkMmGgTt ".ToCharArray());
        string unit = text[digits.Length..].Trim().ToUpperInvariant();
        int power = unit switch { "" or "B" => 0, "K" or "KB" or "KIB" => 1, "M" or "MB" or "MIB" => 2, "G" or "GB" or "GIB" => 3, "T" or "TB" or "TIB" => 4, _ => -1 };
        bool valid = double.TryParse(digits, out double number) && number > 0 && power >= 0 && number * Math.Pow(1024, power) < 1L << 62;
        bytes = valid ? (long)(number * Math.Pow(1024, power)) : 0;
        return valid;
    }
}
