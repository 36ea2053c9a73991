using Microsoft.Extensions.Logging;

namespace StreamAe.Kafka.Consuming;

/// <summary>Says once when a feed waits long for free polls, and once when it goes on.</summary>
internal sealed class LongWaitNotice(string source, TimeProvider time, ILogger logger)
{
    // Commits and small trainings take less.
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(2);

    private long? _since;
    private bool _isSaid;

    /// <param name="isTraining">What is waited for is the training of the cohort's model.</param>
    public void Note(bool waits, bool isTraining)
    {
        if (waits)
        {
            _since ??= time.GetTimestamp();
            if (!_isSaid && time.GetElapsedTime(_since.Value) >= LongWait)
            {
                _isSaid = true;
                if (isTraining)
                {
                    FeedLog.WaitingForTraining(logger, source);
                }
                else
                {
                    FeedLog.Waiting(logger, source);
                }
            }

            return;
        }

        _since = null;
        if (_isSaid)
        {
            _isSaid = false;
            FeedLog.GoesOn(logger, source);
        }
    }
}
