namespace StreamAe.Orleans.Wire;

/// <summary>See <see cref="StreamAe.Monitoring.Runtime.Admission"/>.</summary>
[GenerateSerializer]
[Immutable]
[Alias("streamae.admission")]
internal sealed class CohortAdmission
{
    /// <summary>Nothing is admitted for now: another runtime trains. Ask again at once.</summary>
    [Id(5)]
    public bool MustAskAgain { get; init; }

    [Id(0)]
    public int Rows { get; init; }

    [Id(1)]
    public bool TrainsCohort { get; init; }

    /// <summary>Of all runtimes, those admitted now included.</summary>
    [Id(4)]
    public long Observations { get; init; }

    /// <summary>The count of observations at which the model is trained next.</summary>
    [Id(2)]
    public long NextTraining { get; init; }

    /// <summary>The newest training's; a runtime that knows an older one asks for the models.</summary>
    [Id(3)]
    public int CohortVersion { get; init; }
}
