using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Files;

namespace StreamAe.Monitoring.Tests.Files;

public sealed class CsvNumberTests
{
    private static void SameAsLibrary(string text)
    {
        CsvFieldKind kind = CsvNumber.Parse(Encoding.UTF8.GetBytes(text), out float value);
        float expected = float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        Assert.Equal(float.IsFinite(expected) ? CsvFieldKind.Value : CsvFieldKind.Unusable, kind);
        Assert.True(
            BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(value),
            $"'{text}' became {value:R}; the nearest float is {expected:R}");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("-.5")]
    [InlineData(" 7\t")]
    [InlineData("000000000000000000000000000001")]
    [InlineData("9007199254740992")]
    [InlineData("9007199254740993")]
    [InlineData("9999999999999999999")]
    [InlineData("99999999999999999999")]
    [InlineData("0.0000000000000000001")]
    [InlineData("1e-45")]
    [InlineData("7.0064923216240853e-46")]
    [InlineData("7.0064923216240854e-46")]
    [InlineData("1.17549429e-38")]
    [InlineData("3.4028235677973365e38")]
    [InlineData("3.4028235677973366e38")]
    [InlineData("3.4028235677973367e38")]
    [InlineData("16777217")]
    [InlineData("16777217.000000001")]
    [InlineData("16777217.0000000000000000000000000001")]
    [InlineData("16777216.9999999999999999999999999999")]
    [InlineData("1.00000005960464477539062500000000000000000001")]
    [InlineData("8061.4533691406249")] // beyond 2^53 digits a short way would land on the wrong side of halfway
    [InlineData("8184.7014160156249")]
    [InlineData("815.86312866210937")]
    [InlineData("995.82241821289063")]
    [InlineData("1e38")]
    [InlineData("1E+5")]
    public void Parse_EdgeCase_IsTheNearestFloat(string text) => SameAsLibrary(text);

    [Fact]
    public void Parse_Decimals_AreTheNearestFloat()
    {
        // Digits, a point somewhere, perhaps an exponent: all shapes around the short way's limits of 19 characters and 2^53.
        Gen<string> decimals =
            from digits in Gen.Choose('0', '9').Select(c => (char)c).ArrayOf(24)
            from length in Gen.Choose(1, 24)
            from point in Gen.Choose(-1, 24)
            from negative in Gen.Elements("", "-")
            from exponent in Gen.Frequency((3, Gen.Constant("")), (1, Gen.Choose(-60, 45).Select(e => $"e{e}")))
            let number = new string(digits, 0, length)
            select negative + (point < 0 || point > length ? number : number.Insert(point, ".")) + exponent;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(Arb.From(decimals), SameAsLibrary));
    }

    [Fact]
    public void Parse_NeighboursOfHalfwayPoints_AreTheNearestFloat()
    {
        // The double halfway between two floats, and decimals within the double's rounding of it: rounding twice would go wrong.
        Gen<string> halfways =
            from bits in Gen.Choose(0, 0x7F7F_FFFE)
            from sign in Gen.Elements(1, -1)
            from nudge in Gen.Elements("", "0000000001", "9")
            let low = (double)BitConverter.Int32BitsToSingle(bits)
            let high = (double)BitConverter.Int32BitsToSingle(bits + 1)
            let text = (sign * (low + (high - low) / 2)).ToString("E60", CultureInfo.InvariantCulture)
            select text.Replace("E", nudge + "E", StringComparison.Ordinal);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(Arb.From(halfways), SameAsLibrary));
    }

    [Fact]
    public void Parse_ShortestTextOfAnyFloat_IsThatFloat()
    {
        Gen<float> floats = Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle).Where(float.IsFinite);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(Arb.From(floats), value =>
        {
            SameAsLibrary(value.ToString("R", CultureInfo.InvariantCulture));
            SameAsLibrary(((double)value).ToString("R", CultureInfo.InvariantCulture));
        }));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("NaN", true)]
    [InlineData("nan", true)]
    [InlineData("null", true)]
    [InlineData("NA", true)]
    [InlineData("NAN", false)]
    [InlineData("NULL", false)]
    [InlineData("+NaN", false)]
    [InlineData("∞", false)]
    public void Parse_Words_AreMissingOrUnusable(string text, bool missing)
    {
        Assert.Equal(missing ? CsvFieldKind.Missing : CsvFieldKind.Unusable, CsvNumber.Parse(Encoding.UTF8.GetBytes(text), out float value));
        Assert.False(float.IsFinite(value));
    }
}
