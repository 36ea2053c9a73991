using StreamAe.Monitoring.Planning;

namespace StreamAe.Monitoring.Tests.Planning;

public sealed class AmountTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1_500_000, "1.43 MiB")]
    [InlineData(24L << 30, "24 GiB")]
    [InlineData(1e24, "867,362 EiB")]
    public void Bytes_OfAnySize_HaveAUnit(double bytes, string text) => Assert.Equal(text, Amount.Bytes(bytes));

    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(2.18e-7, "218 ns")]
    [InlineData(1.5e-5, "15 µs")]
    [InlineData(0.0836, "83.6 ms")]
    [InlineData(90, "90 s")]
    [InlineData(3600, "60 min")]
    [InlineData(86_400, "24 h")]
    [InlineData(864_000, "10 days")]
    [InlineData(3.15576e9, "100 years")]
    public void Time_OfAnyLength_HasAUnit(double seconds, string text) => Assert.Equal(text, Amount.Time(seconds));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0001, "under 0.001")]
    [InlineData(0.004, "0.004")]
    [InlineData(1.234, "1.23")]
    [InlineData(1234.6, "1,235")]
    [InlineData(1e18, "1e18")]
    public void Cores_AreShort(double cores, string text) => Assert.Equal(text, Amount.Cores(cores));
}
