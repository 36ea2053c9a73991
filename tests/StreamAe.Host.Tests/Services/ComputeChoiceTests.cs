using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Host.Tests.Modules;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Tests.Services;

public sealed class ComputeChoiceTests
{
    private static readonly PartCatalog Included = new([new Part("Gpu", "included", typeof(ComputeChoiceTests).Assembly.GetName().Name!)]);

    [Theory]
    [InlineData("auto", 0, true, "gpu on device 0 (test, Test, 1.0 GiB) where it measures faster than simd")]
    [InlineData("gpu", 1, false, "gpu on device 1 (other, Test, 1.5 GiB)")]
    public void Make_WithADevice_GivesItToTheScorer(string asked, int device, bool measuresFirst, string description)
    {
        ComputeChoice choice = ComputeChoice.Make(Parse(asked), device, Included);
        Assert.Equal(("gpu", description, null), (choice.Name, choice.Description, choice.Obstacle));
        var time = new ManualTimeProvider();
        (List<string> reports, List<string> findings) = ([], []);
        TestScorer scorer = Assert.IsType<TestScorer>(choice.Create(time, reports.Add, findings.Add));
        Assert.Equal((device, measuresFirst), (scorer.Setup.Device, scorer.Setup.MeasuresFirst));
        Assert.Same(time, scorer.Setup.Time);
        Assert.Equal(["the device coughs"], reports);
        Assert.Equal(["the device is measured"], findings);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("gpu")]
    public void Make_OfADeviceThatIsNotThere_TakesSimdAndSaysSo(string asked)
    {
        ComputeChoice choice = ComputeChoice.Make(Parse(asked), 2, Included);
        Assert.Equal(("simd", "simd", "there is no device 2", null), (choice.Name, choice.Description, choice.Obstacle, choice.Device));
    }

    [Fact]
    public void Make_WithoutThePart_SaysWhatThatIsAndWhy()
    {
        var parts = new PartCatalog([new Part("Gpu", "left out: not served", "StreamAe.Numerics.Gpu")]);
        Assert.Equal(
            "a GPU needs the part Gpu, which this build lacks (left out: not served)", ComputeChoice.Make(ComputeKind.Auto, 0, parts).Obstacle);
    }

    [Fact]
    public void Create_WithoutADevice_MakesTheProcessorsScorer()
    {
        Assert.IsType<SimdScorer>(ComputeChoice.Make(ComputeKind.Simd, 0, Included).Create(TimeProvider.System, _ => { }, _ => { }));
        Assert.IsType<ScalarScorer>(ComputeChoice.Make(ComputeKind.Scalar, 0, Included).Create(TimeProvider.System, _ => { }, _ => { }));
    }

    [Theory]
    [InlineData("simd", 100_000, 256)]
    [InlineData("auto", 4096, 4096)]
    [InlineData("gpu", 4096, 4096)]
    [InlineData("gpu", 1, 256)]
    [InlineData("gpu", 1 << 20, 16_384)]
    public void BatchRows_AreThePollsWhereADeviceMayScore(string asked, int pollRows, int expected)
    {
        Assert.Equal(expected, ComputeChoice.Make(Parse(asked), 0, Included).BatchRows(pollRows));
        Assert.Equal(256, new RuntimeOptions().ScoreBatchRows);
    }

    private static ComputeKind Parse(string asked) => Enum.Parse<ComputeKind>(asked, ignoreCase: true);
}
