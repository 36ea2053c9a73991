namespace StreamAe.Orleans.Wire;

/// <summary>
/// A runtime asks for leave to judge rows, and says what it knows: so an answer or a message that was lost, and a grain that was, are made good
/// by the next request.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("streamae.admission.request")]
internal sealed class AdmissionRequest
{
    /// <summary>One a process and monitor.</summary>
    [Id(0)]
    public Guid Runtime { get; init; }

    /// <summary>Where it runs: where that silo is dead, so is the runtime.</summary>
    [Id(1)]
    public SiloAddress Silo { get; init; } = SiloAddress.Zero;

    /// <summary>That it would judge now.</summary>
    [Id(2)]
    public int Rows { get; init; }

    /// <summary>Rows that it was admitted so far, by the answers that it got.</summary>
    [Id(3)]
    public long Admitted { get; init; }

    /// <summary>Those of them that are durable, or were passed over.</summary>
    [Id(4)]
    public long Settled { get; init; }

    /// <summary>The last admission of the runtime.</summary>
    [Id(5)]
    public CohortAdmission Known { get; init; } = new();
}
