using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Tests.Vectors;

public sealed class SimdWidthTests
{
    [Theory]
    [InlineData("512", 512)]
    [InlineData("256", 256)]
    [InlineData("128", 128)]
    public void Choose_AskedWidth_IsTakenAsFarAsTheHardwareGoes(string wish, int bits)
    {
        int hardware = SimdWidth.Choose(null);

        Assert.Equal(Math.Min(hardware, bits), SimdWidth.Choose(wish));
        Assert.Equal(hardware, SimdWidth.Choose(""));
    }

    [Theory]
    [InlineData("64")]
    [InlineData("avx2")]
    [InlineData(" 256")]
    public void Choose_UnknownWidth_SaysWhatIsAllowed(string wish)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => SimdWidth.Choose(wish));

        Assert.Contains($"STREAMAE_SIMD={wish}", error.Message, StringComparison.Ordinal);
        Assert.Contains("512, 256 or 128", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bits_ThisProcess_FollowsTheEnvironment() =>
        Assert.Equal(SimdWidth.Choose(Environment.GetEnvironmentVariable(SimdWidth.Variable)), SimdWidth.Bits);
}
