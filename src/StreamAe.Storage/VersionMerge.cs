using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Training;

namespace StreamAe.Storage;

/// <summary>One entity's trainings and models as one list by version.</summary>
/// <param name="state">Of the entity, as it is stored.</param>
internal sealed class VersionMerge(string entity, ReadOnlySpan<byte> state)
{
    private readonly (ulong Own, ulong Judging) _plans = EntityMonitor.ReadPlans(state);
    private readonly SortedDictionary<int, VersionRecord> _byVersion = [];
    private int _inUse;

    public void AddTraining(
        int version,
        TrainingVerdict verdict,
        long? trainedThrough,
        int? rows,
        float? error,
        float? championError,
        int? championVersion,
        string detail,
        DateTimeOffset at,
        bool hasModel,
        LossCurves? curves) => _byVersion[version] = new VersionRecord(
            entity,
            version,
            ModelOrigin.Own,
            verdict,
            trainedThrough,
            rows,
            error,
            championError,
            championVersion,
            detail,
            FromSequence: null,
            at,
            IsKept: hasModel,
            IsInUse: false,
            Request: null)
        {
            Curves = curves,
        };

    /// <summary>In the order in which they came into use: the last is.</summary>
    public void AddModel(EntityModel model, long fromSequence, long? request)
    {
        _inUse = model.Plan == _plans.Judging ? model.Version : 0;
        VersionRecord known = _byVersion.GetValueOrDefault(model.Version) ?? new VersionRecord(
            entity,
            model.Version,
            model.Origin,
            Verdict: null,
            model.TrainedThrough,
            model.TrainingRows,
            model.HeldOutError,
            ChampionError: null,
            ChampionVersion: null,
            Detail: string.Empty,
            fromSequence,
            At: null,
            IsKept: true,
            IsInUse: false,
            request);
        _byVersion[model.Version] = known with { FromSequence = fromSequence, IsKept = true, Request = request, IsFormer = model.Plan != _plans.Own };
    }

    public IReadOnlyList<VersionRecord> ToList() => [.. _byVersion.Values.Select(v => v.Version == _inUse ? v with { IsInUse = true } : v)];
}
