using System.Globalization;

namespace StreamAe.Monitoring.Files;

/// <summary>
/// Decimal text to the nearest 32-bit float, without allocation. Missing: an empty field, <c>NaN</c>, <c>nan</c>, <c>null</c>,
/// <c>NA</c>. Blanks around are ignored.
/// </summary>
internal static class CsvNumber
{
    public const string Rule =
        "a value is a finite decimal number within ±3.4028235E+38, or empty, NaN, nan, null or NA where it is missing";

    private const ulong MaxExactInteger = 1UL << 53;

    // Exactly representable, so that one division of an exact integer by one of them is correctly rounded (Clinger 1990).
    private static readonly double[] PowersOfTen = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    public static CsvFieldKind Parse(ReadOnlySpan<byte> field, out float value)
    {
        if (!TryParsePlain(field, out double number))
        {
            field = field.Trim(" \t"u8);
            if (IsMissing(field))
            {
                value = float.NaN;
                return CsvFieldKind.Missing;
            }

            if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
            {
                value = float.NaN;
                return CsvFieldKind.Unusable;
            }
        }

        value = (float)number;
        if (MayRoundTwice(number))
        {
            _ = float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        return float.IsFinite(value) ? CsvFieldKind.Value : CsvFieldKind.Unusable;
    }

    public static bool IsMissing(ReadOnlySpan<byte> field) => field.Length switch
    {
        0 => true,
        2 => field.SequenceEqual("NA"u8),
        3 => field.SequenceEqual("NaN"u8) || field.SequenceEqual("nan"u8),
        4 => field.SequenceEqual("null"u8),
        _ => false,
    };

    /// <summary>Digits with at most one point and a sign, few enough to be exact in one step; the rest is the library's.</summary>
    private static bool TryParsePlain(ReadOnlySpan<byte> field, out double number)
    {
        number = 0;
        bool negative = field.Length > 0 && field[0] == (byte)'-';
        int start = negative ? 1 : 0;
        if ((uint)(field.Length - start - 1) >= 19) // empty, or more digits than a ulong holds
        {
            return false;
        }

        ulong digits = 0;
        int point = -1;
        for (int i = start; i < field.Length; i++)
        {
            uint digit = (uint)(field[i] - '0');
            if (digit <= 9)
            {
                digits = digits * 10 + digit;
            }
            else if (field[i] == (byte)'.' && point < 0)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        int decimals = point < 0 ? 0 : field.Length - 1 - point;
        if (digits > MaxExactInteger || (point >= 0 && field.Length - start == 1))
        {
            return false;
        }

        double magnitude = digits / PowersOfTen[decimals];
        number = negative ? -magnitude : magnitude;
        return true;
    }

    /// <summary>
    /// Rounding first to double and then to float differs from rounding once only where the double lies exactly between two floats
    /// (for normal floats: the 29 bits a float lacks are 1 and 28 zeros) or in the subnormal range.
    /// </summary>
    private static bool MayRoundTwice(double number) =>
        (BitConverter.DoubleToUInt64Bits(number) & 0x1FFF_FFFF) == 0x1000_0000
        || (Math.Abs(number) < 1.1754943508222875e-38 && number != 0);
}
