using System.Diagnostics;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Kafka.Consuming;

/// <summary>
/// The runtime's polls for a thread that may not wait long for them: after some patience it is told that there is none, and goes on keeping
/// the group alive until <see cref="TryUnblock"/>. Invariant: at most one rent and one dispatch are outstanding.
/// </summary>
internal sealed class PollSupply(MonitorRuntime runtime, CancellationToken stop)
{
    // Commits give polls back a few times a second, so under load a wait this long is the usual pace. Pausing costs more: what librdkafka
    // has fetched ahead is thrown away and fetched again.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private Task<Poll>? _renting;
    private Task? _dispatching;
    private Poll? _spare;

    /// <summary>No poll may be asked for.</summary>
    public bool IsBlocked => _renting is not null || _dispatching is not null;

    /// <summary>Polls may be handed over, also while one is waited for.</summary>
    public bool CanDispatch => _dispatching is null;

    /// <summary>Whether a poll whose linger is over had better be filled up.</summary>
    /// <param name="isMore">There are messages to fill it with.</param>
    public bool FillsUp(bool isMore) => runtime.PrefersLargePolls && (isMore || runtime.IsBusy);

    /// <summary>What polls are waited for is the training of the cohort's model.</summary>
    public bool IsTraining => runtime.IsTrainingCohort;

    /// <summary>Waits up to a time for what is outstanding; true where nothing is any more.</summary>
    /// <exception cref="Exception">What ended the runtime.</exception>
    public bool TryUnblock(TimeSpan wait = default)
    {
        if (_dispatching is Task dispatching)
        {
            if (!IsEnded(dispatching, wait))
            {
                return false;
            }

            _dispatching = null;
            dispatching.GetAwaiter().GetResult();
        }

        if (_renting is Task<Poll> renting)
        {
            if (!IsEnded(renting, wait))
            {
                return false;
            }

            _renting = null;
            _spare = renting.GetAwaiter().GetResult();
        }

        return true;
    }

    /// <summary>A free poll, or null where none came within the patience.</summary>
    /// <param name="beforeWaiting">Hands over what is half filled: where that is all polls there are, no other ever becomes free.</param>
    public Poll? TryRent(Action beforeWaiting)
    {
        Debug.Assert(!IsBlocked, "A blocked supply is unblocked first.");
        if (_spare is null)
        {
            ValueTask<Poll> rented = runtime.RentAsync(stop);
            if (rented.IsCompletedSuccessfully)
            {
                return rented.Result;
            }

            _renting = rented.AsTask();
            beforeWaiting();
            if (!TryUnblock(Patience))
            {
                return null;
            }
        }

        Poll? poll = _spare;
        _spare = null;
        return poll;
    }

    /// <summary>Gives a filled poll to the runtime. The supply may be blocked afterwards: a dispatch can include a training.</summary>
    public void Dispatch(Poll poll, string source)
    {
        Debug.Assert(CanDispatch, "One dispatch at a time: polls are applied in the order of the calls.");
        ValueTask dispatched = runtime.DispatchAsync(poll, source);
        if (dispatched.IsCompletedSuccessfully)
        {
            return;
        }

        Task dispatching = dispatched.AsTask();
        if (IsEnded(dispatching, Patience))
        {
            dispatching.GetAwaiter().GetResult();
        }
        else
        {
            _dispatching = dispatching;
        }
    }

    /// <summary>Gives back what nobody will use. After the stop.</summary>
    public void Close()
    {
        _spare?.Release();
        _spare = null;
        if (_renting is Task<Poll> renting && IsEnded(renting, Patience) && renting.IsCompletedSuccessfully)
        {
            renting.Result.Release();
        }

        _renting = null;
    }

    private static bool IsEnded(Task task, TimeSpan wait) => task.IsCompleted || Task.WaitAny([task], wait) == 0;
}
