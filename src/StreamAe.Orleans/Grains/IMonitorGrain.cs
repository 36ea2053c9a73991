using StreamAe.Orleans.Wire;

namespace StreamAe.Orleans.Grains;

/// <summary>
/// What the silos of a cluster must agree upon for one monitor: when the model of the cohort is trained, by whom, and which it is. Its key is
/// the monitor's name. Asked once a poll while that model is still to be trained, and then no more. No call waits long: a grain that must leave
/// its silo waits for its calls, and everybody for it.
/// </summary>
[Alias("streamae.monitor")]
internal interface IMonitorGrain : IGrainWithStringKey
{
    /// <summary>Leave to judge rows, or to ask again: while another runtime trains the cohort's model.</summary>
    [Alias("admit")]
    ValueTask<CohortAdmission> AdmitAsync(AdmissionRequest request);

    /// <summary>So many of all rows that the runtime was admitted are durable, or were passed over.</summary>
    [Alias("settle")]
    Task SettleAsync(Guid runtime, long settled);

    /// <summary>Waits until every row that other runtimes were admitted is durable; false where that takes longer: ask again. For the one that
    /// trains.</summary>
    [Alias("rest")]
    ValueTask<bool> AwaitRestAsync(Guid runtime);

    /// <summary>The training ended; the others go on.</summary>
    /// <param name="schema">Of the channels it was trained for.</param>
    /// <param name="model">Null where it brought none.</param>
    [Alias("trained")]
    Task CohortTrainedAsync(Guid runtime, long nextTraining, int version, ulong schema, byte[]? model);

    /// <summary>The newest model of the cohort for channels; null where there is none.</summary>
    /// <param name="version">The one that is looked for: the store is asked where this grain has none so new.</param>
    [Alias("cohort")]
    ValueTask<byte[]?> CohortAsync(ulong schema, int version);
}
