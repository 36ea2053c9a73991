using System.Diagnostics;

namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// One day of the cards: all payments sorted by (second, card, number within the card's day). A payment is a sort key of 17 + 32 +
/// 8 bits; everything else about it is made when it is read.
/// </summary>
internal sealed class CardDay(CardStream stream) : SimulatedDay(stream)
{
    private const int NumberBits = 8;
    private const int CardBits = 32;

    private readonly CardStream _stream = stream;
    private readonly CardIncident[] _incidents = new CardIncident[stream.Entities];
    private readonly int[] _town = new int[stream.Entities];
    private readonly int[] _own = new int[stream.Entities];

    /// <summary>While building: how many of the card's payments were ranked so far.</summary>
    private readonly int[] _ranked = new int[stream.Entities];

    private int _dayOfMonth;
    private ulong[] _payments = [];

    /// <summary>Per payment, its place among those of its card on this day.</summary>
    private byte[] _ranks = [];

    public override SimulatedEvent Read(int offset, Span<float> values, bool inject)
    {
        ulong payment = _payments[offset];
        int number = (int)(payment & ((1 << NumberBits) - 1));
        int card = (int)(uint)(payment >> NumberBits);
        int second = (int)(payment >> (NumberBits + CardBits));
        AnomalyKind kind = Make(card, number, values, inject);
        return new SimulatedEvent(
            card,
            SentBefore[card] + _ranks[offset],
            SimulatedStream.StartTicks + (Number * TimeSpan.TicksPerDay) + (second * TimeSpan.TicksPerSecond),
            kind == AnomalyKind.None ? (sbyte)0 : (sbyte)1,
            kind);
    }

    public override long CountBefore(int entity, int offset)
    {
        long count = SentBefore[entity];
        for (int i = 0; i < offset; i++)
        {
            count += (uint)(_payments[i] >> NumberBits) == (uint)entity ? 1 : 0;
        }

        return count;
    }

    protected override void AddSent(Span<long> counts)
    {
        for (int card = 0; card < _own.Length; card++)
        {
            counts[card] += _own[card] + Extras(card, Number);
        }
    }

    protected override int Build(int number)
    {
        int count = 0;
        _dayOfMonth = SimulatedStream.Start.AddDays(number).Day;
        for (int card = 0; card < _own.Length; card++)
        {
            CardProfile profile = _stream.Profile(card);
            _own[card] = CardSchedule.PaymentsOf(profile, number, _dayOfMonth);
            _incidents[card] = _stream.Schedule.IncidentOf(profile, number);
            _town[card] = CardSchedule.TownOf(profile, number);
            count += _own[card] + Extras(card, number);
        }

        if (_payments.Length < count)
        {
            // Days differ by tens of percent: room for the next ones.
            _payments = new ulong[count + (count / 2)];
            _ranks = new byte[_payments.Length];
        }

        int at = 0;
        for (int card = 0; card < _own.Length; card++)
        {
            CardProfile profile = _stream.Profile(card);
            for (int i = 0; i < _own[card]; i++)
            {
                _payments[at++] = Pack(CardPayment.SecondOf(profile, CardPayment.KeyOf(profile, number, i)), card, i);
            }

            int extras = Extras(card, number);
            for (int i = 0; i < extras; i++)
            {
                ulong key = CardPayment.KeyOf(profile, number, _own[card] + i);
                _payments[at++] = Pack(CardPayment.SecondOfExtra(profile, _incidents[card], i, key), card, _own[card] + i);
            }
        }

        Array.Sort(_payments, 0, count);
        Array.Clear(_ranked);
        for (int i = 0; i < count; i++)
        {
            _ranks[i] = (byte)_ranked[(int)(uint)(_payments[i] >> NumberBits)]++;
        }

        return count;
    }

    private static ulong Pack(int second, int card, int number)
    {
        Debug.Assert(second is >= 0 and < CardHours.SecondsPerDay, "A payment belongs to its day.");
        Debug.Assert(number < 1 << NumberBits, "A card's payments of a day are numbered in eight bits.");
        return ((ulong)second << (NumberBits + CardBits)) | ((ulong)(uint)card << NumberBits) | (uint)number;
    }

    private int Extras(int card, int number) => _incidents[card].Covers(number) ? _incidents[card].Extra : 0;

    private AnomalyKind Make(int card, int number, Span<float> values, bool inject)
    {
        CardProfile profile = _stream.Profile(card);
        ref readonly CardIncident incident = ref _incidents[card];
        ulong key = CardPayment.KeyOf(profile, Number, number);
        bool extra = number >= _own[card];
        if (extra && inject)
        {
            CardPayment.Extra(profile, Number, incident, number - _own[card], _town[card], key, values);
            return incident.Kind;
        }

        CardPayment.Own(profile, Number, CardSchedule.IsPaid(profile, _dayOfMonth), _town[card], key, values);
        if (extra)
        {
            return incident.Kind;
        }

        if (!incident.Covers(Number))
        {
            return AnomalyKind.None;
        }

        switch (incident.Kind)
        {
            case AnomalyKind.FraudTakeOver when CounterHash.Uniform(CounterHash.At(key, 8)) < CardSchedule.TakenOverShare:
                if (inject)
                {
                    CardPayment.TakeOver(key, values);
                }

                return AnomalyKind.FraudTakeOver;
            case AnomalyKind.FraudStealth when number < 3:
                return AnomalyKind.FraudStealth;
            default:
                return AnomalyKind.None;
        }
    }
}
