using System.Globalization;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Entities;

/// <content>What operators ask of an entity, between two of its observations.</content>
public sealed partial class EntityMonitor
{
    // A training is under way whose champion, or whose rows, an operator changed: what it brings is not used.
    private bool _isSuperseded;

    // Rows were marked meanwhile: it must be done again without them.
    private bool _trainsAgain;

    /// <summary>Sequence of the newest request it applied.</summary>
    public long AppliedRequest => _state.AppliedRequest;

    /// <summary>Trainings in a row that failed.</summary>
    public int FailedTrainings => _state.FailedTrainings;

    /// <summary>
    /// Applies a request, before the next observation is prepared and when all before it were judged; each once, in their order.
    /// </summary>
    /// <returns>Null where the entity is not concerned: a request to all from before its first observation.</returns>
    public RequestOutcome? Apply(DeliveredRequest delivered)
    {
        ArgumentNullException.ThrowIfNull(delivered);
        OperatorRequest request = delivered.Request;
        _state.AppliedRequest = Math.Max(_state.AppliedRequest, request.Sequence);
        if (request.Entity is null && _state.Observations == 0)
        {
            return null;
        }

        try
        {
            return request.Kind switch
            {
                OperatorRequestKind.Retrain => Retrain(request),
                OperatorRequestKind.Rollback or OperatorRequestKind.Promote => PutInUse(request, delivered.Model),
                OperatorRequestKind.Mark => Mark(request, request.ReadMark()),
                OperatorRequestKind.Feedback => Feedback(request, request.ReadFeedback()),
                OperatorRequestKind.Snooze => Snooze(request, request.ReadSnooze()),
                _ => Refused(request, "this version of the program does not know what it asks for"),
            };
        }
        catch (InvalidDataException error)
        {
            return Refused(request, error.Message);
        }
    }

    private RequestOutcome Retrain(OperatorRequest request)
    {
        if (IsTraining)
        {
            return Applied(request, "a training is under way already");
        }

        TrainingSchedule.Request(ref _state);
        return Applied(request, "a training begins at the next observation");
    }

    private RequestOutcome PutInUse(OperatorRequest request, EntityModel? model)
    {
        int version = request.ReadVersion().Version;
        if (model is null)
        {
            return Refused(request, $"version {version} is not kept");
        }

        if (model.Plan != _plan.Identity)
        {
            return Refused(request, $"version {version} is of the monitor as it was before its file was edited: its features, window or model were others");
        }

        if (model.Version == OwnVersion)
        {
            return Refused(request, $"version {version} is in use already");
        }

        int before = OwnVersion;
        Promote(model);

        // A training that is due, or asked for, would compare with what the operator took away: the schedule begins anew.
        TrainingSchedule.Begin(ref _state, _plan.Definition.Training, Key, hasOwnModel: true);
        _state.FailedTrainings = 0;
        _isSuperseded |= IsTraining;
        return Applied(request, before == 0 ? $"version {version} in use in place of the cohort's" : $"version {version} in use in place of {before}");
    }

    private RequestOutcome Mark(OperatorRequest request, MarkBody mark)
    {
        int rows = MarkedRows.Apply(_history, mark, _state.LastEventTime);
        if (rows == 0)
        {
            return Refused(request, "no row of that time is held");
        }

        _isSuperseded |= IsTraining;
        _trainsAgain |= IsTraining;
        return Applied(request, mark.Exclude ? $"{rows} rows kept out of training" : $"{rows} rows taken back into training");
    }

    private RequestOutcome Feedback(OperatorRequest request, FeedbackBody said)
    {
        if (said.Feedback == AlertFeedback.Acknowledged)
        {
            return Applied(request, "acknowledged");
        }

        // What an alert was about is learned from if it was none; MarkBody's end is not included.
        int rows = MarkedRows.Apply(_history, new MarkBody(said.From, said.To + 1, said.Feedback != AlertFeedback.False), _state.LastEventTime);
        _isSuperseded |= IsTraining && rows > 0;
        _trainsAgain |= IsTraining && rows > 0;
        string threshold = (Predecessor ?? this).LearnMargin(said);
        return Applied(request, $"{rows} rows {(said.Feedback == AlertFeedback.False ? "may be learned" : "kept out of training")}; {threshold}");
    }

    private RequestOutcome Snooze(OperatorRequest request, SnoozeBody snooze)
    {
        // Whose model judges raises the alerts.
        (Predecessor ?? this)._state.CooldownUntil = snooze.Until;
        return Applied(request, snooze.Until > _state.LastEventTime ? "no alert by its scores until then" : "alerts by its scores are raised again");
    }

    private string LearnMargin(FeedbackBody said)
    {
        if (!_plan.Threshold.AsksForAShare(Override))
        {
            return "the threshold is fixed and stays";
        }

        _state.FeedbackMargin = Thresholds.FeedbackMargin.Next(
            _state.FeedbackMargin, said, _plan.Threshold.AskedSurpriseOf(Override, _state.UsualInterval));
        return _state.FeedbackMargin == 0
            ? "the threshold is the usual one"
            : string.Create(CultureInfo.InvariantCulture, $"the threshold is {_state.FeedbackMargin:0.0#} decades above the usual one");
    }

    private RequestOutcome Applied(OperatorRequest request, string detail) =>
        new(request.Sequence, request.Entity is null, RequestVerdict.Applied, detail, _state.Observations);

    private RequestOutcome Refused(OperatorRequest request, string detail) =>
        new(request.Sequence, request.Entity is null, RequestVerdict.Refused, detail, _state.Observations);

    private TrainingResult WorthOf(TrainingResult result) => _isSuperseded && result.Verdict is (TrainingVerdict.Promote or TrainingVerdict.NotBetter)
        ? result with { Verdict = TrainingVerdict.Superseded, Model = null, Detail = $"an operator's request came while it ran: {result.Detail}" }
        : result;

    private void AfterTraining()
    {
        if (_trainsAgain)
        {
            TrainingSchedule.Request(ref _state);
        }

        _isSuperseded = _trainsAgain = false;
    }

    /// <summary>Held rows that came after the model was trained, but for those of the page in which that was.</summary>
    private int? UnseenRowsOf(EntityModel? model) => model is null ? null : MarkedRows.After(_history, model.TrainedThrough);
}
