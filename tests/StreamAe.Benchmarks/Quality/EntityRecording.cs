namespace StreamAe.Benchmarks.Quality;

/// <summary>What a back-test showed of one entity: its history, and the test rows that were scored and have a label, in their order.</summary>
internal sealed class EntityRecording(string entity)
{
    public string Entity { get; } = entity;

    public int Features { get; set; }

    /// <summary>[n × <see cref="Features"/>] encoded; empty where rows are not kept.</summary>
    public float[] History { get; set; } = [];

    /// <summary>[m × <see cref="Features"/>] encoded; empty where rows are not kept.</summary>
    public List<float> Rows { get; } = [];

    /// <summary>[m] 1 anomalous, 0 normal.</summary>
    public List<byte> Labels { get; } = [];

    /// <summary>Of our detector.</summary>
    public JudgedRows Ours { get; } = new();

    /// <summary>Test rows that were not scored, or have no label: in no figure.</summary>
    public int LeftOut { get; set; }

    /// <summary>Seconds of the first and last test row.</summary>
    public double FirstTime { get; set; } = double.PositiveInfinity;

    public double LastTime { get; set; } = double.NegativeInfinity;

    public double Days => Math.Max(0, LastTime - FirstTime) / 86400;
}
