using System.Diagnostics;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Runtime;

/// <content>The training of the cohort's model, between two polls.</content>
public abstract partial class MonitorRuntime
{
    /// <summary>The cohort's model is trained again each time the monitor has seen this many times the rows of the last time.</summary>
    private const int CohortGrowth = 4;

    // After this many growth steps the cohort has seen days of its entities' lives and stays as it is.
    private const int CohortTrainings = 6;

    /// <summary>Trains the cohort's model where it is due before the poll's first row; where it is within the poll, cuts the poll off there.</summary>
    /// <returns>What was cut off, perhaps without rows: the training comes before it. Null for nothing.</returns>
    private async ValueTask<Poll?> AwaitCohortAsync(Poll poll, bool trains)
    {
        while (true)
        {
            if (trains)
            {
                await TrainCohortAsync(poll).ConfigureAwait(false);
            }

            if (poll.Batch.Count == 0 || !IsCohortAwaited())
            {
                return null;
            }

            Admission admitted = await AdmitAsync(poll, _fault.Token).ConfigureAwait(false);
            trains = admitted.TrainsCohort;
            if (!trains || admitted.Rows > 0)
            {
                Debug.Assert(trains || admitted.Rows == poll.Batch.Count, "Nothing but a training holds rows back.");
                return trains ? CutOff(poll, admitted.Rows) : null;
            }
        }
    }

    /// <summary>
    /// The rows from <paramref name="row"/> on as a poll of their own. What is judged before a training must be able to become durable before
    /// it: who took those rows in may be lost meanwhile. Dead letters stay with the first poll: they repeat, under one id, where the process
    /// ends between the two.
    /// </summary>
    private Poll CutOff(Poll poll, int row)
    {
        var rest = new Poll(this, poll.Batch.Schema, _parts) { IsPooled = false };
        poll.Batch.SplitAt(row, rest.Batch);
        return rest;
    }

    private bool IsCohortAwaited() =>
        Plans.Definition.Cohort.Enabled && TrainsNow && _progress.NextCohortTraining != long.MaxValue;

    /// <summary>
    /// Before the poll's first row, on a thread of its own: it takes seconds, and the few threads of the pool carry the commits, the sinks and
    /// the other monitors.
    /// </summary>
    private async Task TrainCohortAsync(Poll poll)
    {
        // Nothing under way: all polls before this one were judged.
        await AllJudgedAsync().ConfigureAwait(false);
        await _lastDispatched.ConfigureAwait(false);
        _isTrainingCohort = true;
        try
        {
            long position = poll.Batch.Count > 0 ? poll.Batch.PositionOf(0) : poll.Batch.EndPosition;
            CohortSample sample = await SampleCohortAsync(poll.Plan, _fault.Token).ConfigureAwait(false);
            await Task.Factory.StartNew(
                () => TrainCohort(poll.Plan, sample, poll, position), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            await AnnounceCohortAsync(poll.Plan, _fault.Token).ConfigureAwait(false);
        }
        finally
        {
            _isTrainingCohort = false;
        }
    }

    /// <summary>Trains the cohort's model on the rows at hand. Only while nothing is under way.</summary>
    /// <param name="position">Of the poll's source: of the first row under the new model.</param>
    internal void TrainCohort(MonitorPlan plan, CohortSample sample, Poll? poll = null, long position = 0)
    {
        CohortTraining.Result result = CohortTraining.Run(plan, sample, _progress.CohortVersion + 1, Scorer);
        bool goesOn = _progress.CohortVersion + 1 - _origin.Version < CohortTrainings && result.EntitiesWithoutModel > 0;
        _progress = _progress with
        {
            CohortVersion = _progress.CohortVersion + 1,
            NextCohortTraining = goesOn
                ? _origin.Observations + ((Math.Max(_progress.NextCohortTraining, _progress.Observations) - _origin.Observations) * CohortGrowth)
                : long.MaxValue,
        };
        poll?.Parts[0].Trainings.Add(new TrainingEvent(CohortTraining.Name, result.Training));
        if (result.Training.Model is EntityModel model)
        {
            ResidentModel? old = plan.Cohort;
            plan.Cohort = plan.MakeResident(model);
            old?.Retire();
            poll?.CohortPromotions.Add(new ModelPromotion(ModelPromotion.Cohort, model, _progress.Observations, position));
        }
    }
}
