namespace StreamAe.Benchmarks.Quality;

/// <summary>What a detector said of the rows of one entity; the lists are equally long.</summary>
internal sealed class JudgedRows
{
    public List<float> Scores { get; } = [];

    /// <summary>1 where the score was over the threshold that was chosen without labels.</summary>
    public List<byte> Anomalous { get; } = [];

    /// <summary>1 where an alert was raised.</summary>
    public List<byte> Alerts { get; } = [];
}
