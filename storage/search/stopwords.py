"""Words that everybody says and that find nothing: left out of questions, never of entries."""

from storage.search.letters import words

_ARABIC = """
    في من على إلى عن مع ب ل و ك أو أم ثم بل لكن حتى منذ خلال بعد قبل بين عند لدى نحو حول ضد دون غير
    هذا هذه ذلك تلك هؤلاء الذي التي الذين اللذين اللواتي ما مما هو هي هم هن أنا نحن أنت أنتم
    كان كانت يكون تكون كانوا ليس ليست قد لقد سوف لا لم لن أن إن إذا لو كل بعض أي أية كما حيث
    به بها بهم فيه فيها فيهم له لها لهم لنا منه منها منهم عليه عليها عنه عنها إليه إليها وما ومن
    وفي وهو وهي وقد وعلى وإلى ولا أيضا فقط جدا يتم تم يمكن
    كيف كيفية ماذا لماذا متى أين هل كم أيهما ماهي ماهو لمن بماذا
    شنو شنا آش أش واش كيفاش علاش فين فوقاش شكون شحال ديال اللي لي كاين بغيت
"""
_FRENCH = """
    a à au aux avec ce ces cet cette ceux celle celles ci comme d dans de des du elle elles en entre
    est et était étaient été être eu eux fait faire faut font ont il ils j je l la là le les leur
    leurs lui m ma mais me même mes moi mon n ne ni nos notre nous on ou où par pas peut peuvent
    plus pour qu que s sa sans se sera ses si son sont sous sur t ta te tes toi ton tu un une vers
    vos votre vous y c ça cela
    comment pourquoi quand qui quoi quel quelle quels quelles combien lequel laquelle lesquels
    lesquelles dont donc ai as avez avons
"""
_ENGLISH = """
    a an and are as at be been but by can could did do does for from had has have he her his i if
    in into is it its may me my no not of on or our out she should so some such than that the their
    them then there these they this those to up us was we were will with would you your
    how what when where which who whom whose why
"""
_AMAZIGH_AND_DARIJA = """
    ⴷ ⵏ ⵙ ⵉ ⴳ ⵖ ⴰⵔ ⵎⴰ ⵎⴰⵎⵏⴽ ⵎⴰⵏⵉ ⵎⴰⵏⵡⴰ
    chno chnou achno wach wash kifach kifash 3lach alach fin fayn chkoun chhal dyal li
"""

STOP_WORDS = frozenset(words(f"{_ARABIC} {_FRENCH} {_ENGLISH} {_AMAZIGH_AND_DARIJA}"))
