using System.Globalization;
using StreamAe.Host.Lab.Experiments;

namespace StreamAe.Host.Tests.Lab.Experiments;

/// <summary>What the guides say of each kind of model must show in the figures.</summary>
public sealed class ExperimentsTests
{
    [Fact]
    public void Beta_Raised_ErrorRisesAndDivergenceFallsUntilCollapse()
    {
        ExperimentTable table = Run(new BetaExperiment());
        double[] errors = Column(table, 1), divergences = Column(table, 2);
        for (int i = 1; i < errors.Length; i++)
        {
            Assert.True(errors[i] > errors[i - 1], $"error {errors[i]} at β {table.Rows[i][0]}");
            Assert.True(divergences[i] < divergences[i - 1], $"divergence {divergences[i]} at β {table.Rows[i][0]}");
        }

        Assert.Equal("no", table.Rows[4][4]);
        Assert.Equal("yes", table.Rows[^1][4]);
    }

    [Fact]
    public void Sparse_WithATarget_UnitsComeToIt()
    {
        ExperimentTable table = Run(new SparseExperiment());
        double[] means = Column(table, 1);
        foreach ((int row, double target) in ((int, double)[])[(2, 0.05), (3, 0.1), (4, 0.2)])
        {
            Assert.InRange(means[row], 0.7 * target, 1.3 * target);
        }

        Assert.True(means[0] > 0.3 && means[5] < means[0], "without a target units are busy; L1 quietens them");
    }

    [Fact]
    public void Noise_EveryKind_OutputIsNearerTheCleanSignal()
    {
        ExperimentTable table = Run(new NoiseExperiment());
        (double[] noisy, double[] plain, double[] denoised) = (Column(table, 1), Column(table, 2), Column(table, 3));
        for (int i = 0; i < noisy.Length; i++)
        {
            Assert.True(denoised[i] < 0.6 * noisy[i], table.Rows[i][0]);
            Assert.True(denoised[i] < plain[i], table.Rows[i][0]);
        }
    }

    [Fact]
    public void Conditional_GivenTheType_ServesManyTypesBetter()
    {
        double[] errors = Column(Run(new ConditionalExperiment()), 2);
        Assert.True(errors[1] < 0.2 * errors[0], "autoencoder");
        Assert.True(errors[4] < 0.2 * errors[3], "VAE");
    }

    [Fact]
    public void Pretraining_OfADeepSigmoidModel_StartsAndEndsLower()
    {
        ExperimentTable table = Run(new PretrainingExperiment());
        (double[] first, double[] last) = (Column(table, 2), Column(table, 3));
        Assert.True(first[1] < 0.8 * first[0]);
        Assert.True(last[1] < last[0]);
    }

    [Fact]
    public void Depth_OnAHierarchy_ErrorFallsWithTheFirstLayers()
    {
        double[] errors = Column(Run(new DepthExperiment()), 4);
        Assert.Equal(8, errors.Length);
        Assert.True(errors[1] < errors[0] && errors[3] < errors[1], string.Join(' ', errors));
    }

    [Theory]
    [InlineData("p0,label\n1,a\n", "64")]
    [InlineData("label\na\n", "number")]
    public void Digits_FileOfAnotherShape_IsRefused(string text, string expected)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("digits").FullName, "digits.csv");
        File.WriteAllText(path, text);
        Exception error = Assert.ThrowsAny<Exception>(() => DigitsFile.Read(path, CancellationToken.None));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static ExperimentTable Run(IExperiment experiment) =>
        experiment.Run(new ExperimentOptions(1, null), TestContext.Current.CancellationToken).Table;

    private static double[] Column(ExperimentTable table, int column) =>
        [.. table.Rows.Select(row => double.Parse(row[column], CultureInfo.InvariantCulture))];
}
