namespace StreamAe.Host.Lab.Experiments;

/// <param name="Seed">Of the data and of every training.</param>
/// <param name="Digits">Scanned digits in place of the generated shapes, or null.</param>
internal sealed record ExperimentOptions(ulong Seed, Sample? Digits)
{
    /// <summary>The pictures experiments learn from: scanned digits where they were given.</summary>
    public Sample Pictures => Digits ?? SampleSource.Shapes(2400, Seed);

    public string PicturesName => Digits is null ? "generated 8 × 8 shapes" : "scanned 8 × 8 digits";
}
