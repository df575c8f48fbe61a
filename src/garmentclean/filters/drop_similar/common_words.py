"""How common words are in English prose, which shows the unusual words of phrases.

They were counted in the sentences of free books and manuals (Debian's packages anarchism, fortunes,
debian-handbook, debian-policy, developers-reference, debian-faq, debian-reference-en,
gimp-help-en, postgresql-doc and python3-doc; each subject has the same weight). These are the words
in more than one sentence in five thousand, as stems (see `evidence.stem`).
"""

from __future__ import annotations

STEMS = {
    1: "the",
    2: "a and in is of to",
    3: "0 are as be by for it not that this you",
    4: "all an can from have if on or which will with",
    5: "also anarchi any at but command creat do exampl file funct has i imag its more new no"
    " one only other packag see select should so system than their ther thes they use used"
    " valu was we when work your",
    6: "about after allow argu becaus been between c call capital chang clas color configu"
    " contain control current data debian default dialog differe does each even files filter"
    " first follow get gimp he his how includ inform install into just layer like list make"
    " many may mean method modul most must name need now number object option out paramet"
    " peopl point power program provid python requir result return revolut right same sect"
    " server set some sourc specifi start stat such support tabl them then thos time tool two"
    " type up user using vers way were what wher whil who window without worker would",
    7: "abov acces activ actual add against alway another applic area attribu automat availab"
    " back based becom befor being bolshev both bpo brush build button cannot case caus"
    " channel charact check click co code collect column common communi complet connect"
    " conside content contrib could d databas defin depend describ detail determi develop did"
    " direct directo display distrib down during e economi effect either enabl end error etc"
    " every except execut exist express fact field find form format found free g general"
    " generat given good govern group had handl help here however idea importa index individ"
    " input instead interes issu key know labour last left level life limit line local long"
    " look m made maintai man market match me menu messag might mode move much my never non"
    " none note null once open oper operato options order organis our output over own p part"
    " particu party pass path pattern pg pixel plac politic possibl postgre problem proces"
    " produc product propert query rais rather re read real referen releas remov represe run"
    " script second self sett shar show similar simp sinc singl size social sociali society"
    " standar state still stor string take test text think through thus true types under updat"
    " useful usual variabl very view want well why within word writ x",
    8: "able accept accord account action activit added addit additio addres adminis affect"
    " again alpha already alter alterna amount anyth appear appli apply appropr apt archiv"
    " around array assign associa assum attempt authori avoid b backgro bakunin base basic"
    " behavio below best better binary bit black block bottom buffer bug built bytes ca cases"
    " central certain choos claim class claus clear client clos combin come committ compute"
    " condit consist constra constru context continu convert copy correct corresp cours day de"
    " decis declar definit delet democra depende descrip desir devic diction discuss disk docu"
    " documen doing done dpkg drop edit element else empty encod enough ensur entry environ"
    " equal equival event exact expect explain explici extens fail failur fals far featur few"
    " fill final fix flag forc foreign freedom full func further futur give go going gradien"
    " great hand happen hard having her hierarc high him history hold host http human identif"
    " ignor impleme import increas indicat industr initial insert instanc integer interfa"
    " interna interpr introdu involv item itself keep kernel kind known land languag larg"
    " later law lead least length lenin less let liberta library light lines link linux littl"
    " ll load locatio lock log longer lower machin mail main makes making manag manage manager"
    " manual mark mask mass member memory men meth mod mous multipl n named names natur"
    " necessa network next normal noth o off often old operat optiona origina os otherwi owner"
    " page paint partit patch per perform person pleas pointer policy port posit practic"
    " present previou princip print privat privile process profit project protoco public"
    " purpos put py quest quot rang reason recomme record red reduc regular relatio remain"
    " replac report request resourc respect respons restric role root row rows rule rules runn"
    " s said save say schema search securit seem seen send separat sequenc servic several"
    " shell shown simpl small softwar someth sometim soviet spac special specify sql statist"
    " step stop structu struggl subject sure syntax t target task tell term themsel theory"
    " therefo thing things though thre times too top transac transfo transpa tree trigger try"
    " tupl turn underst unit unix unles until upon us uses usr v variou ve via visibl wait wal"
    " war ways whether whit whol whos world written y year yet zero",
    9: "agre althoug america anarcho answer anyon ask asked authent bad bar basi believ book"
    " break busines cach center choic chosen comes comment commit company compil consequ"
    " convers copi corner cost country date days deal demand dictato disabl discove discus due"
    " editor email enter establi everyon everyth experie extra f factory feel float font"
    " friend functio got guarant guid higher himself home hour icon immedia improv indepen"
    " influen intend invest ip join keys larger learn leav letter licens logg love materia"
    " matter miss modern modify money month nor notic offer officia ownersh parti passwor past"
    " pay permiss persona plan platfor play popular post prefere pres prevent pric procedu"
    " protect quick reach receiv refer reflect registe reject relat relevan remembe resolut"
    " rest scan screen sent sess she shift short side sign situ soon sort speak stabl storag"
    " subscri success suggest switch syndica taken third thought today togethe track trad"
    " trotsky upgrad upload upper valid virtual web wrong yoursel",
    10: "acts ad agree alon arrow articl author auto bear behind belong bound bring browser buy"
    " cancel categor charg circl clipboa compani confirm conscio constit consult contact"
    " copyrig countri cut delay downloa effort embedd english enjoy evidenc exchang exclusi"
    " expand five forward happy held hope interne judg knowled latest laws legal listen loss"
    " manner media ment minut mirror mistak moment neither news offic opin organiz origin"
    " owned pictur preferr profess proof publish qualifi rate rationa reader region removal"
    " reserv reset review risk sell seri shall signatu site skip spread star stay straigh"
    " strict tag team technic technol ten thank thousan titl trac transfe transl transla tried"
    " truth verify watch week went wheneve yes",
    11: "abus accepta accurat acting adopt adverti advic ai anywher aris arrang attent await"
    " board born brought chief commerc comp compens complai cooki creativ custome daily damag"
    " deliver depart digital dimensi dollar earn enlarg enterpr exceed expres fash feed"
    " financi fold followe guideli helpful honest illegal illustr imply intelle ipv6 journal"
    " jump layout mailbox morn onlin ourselv paid pdf permit phon photo photogr prior prohibi"
    " pursu reply reprodu republi researc reward scen scroll sender shipp sole sponsor spot"
    " story study submit submitt tip topic touch traffic transmi usabl usernam video viol"
    " violat visit visual vote websit wonderf",
    12: "alert analys approv audio brand brows chines civiliz commiss consent digest duty england"
    " favorit feedbac gift insight investi logo magazin medium notific notify oldest payment"
    " pin prais prevail purchas recip redistr regul remind reus rewritt sorry spam staff"
    " suspect telepho thumb timelin tips trial unlimit verific warm warrant welcom",
}
"""By rarity in bits: a word at 8 is in one of 2^8 sentences."""
RARE = 13
"""The rarity of all other words, in bits."""
RARITY = {word: bits for bits, words in STEMS.items() for word in words.split()}
